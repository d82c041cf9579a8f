#include "CVocabularies.h"

// A section of their own keeps the tables in the read-only segment whatever the link mode.
#ifdef __APPLE__
#define PACKED __attribute__((section("__TEXT,vocabularies"))) _Alignas(16384)
#else
#define PACKED __attribute__((section("vocabularies"))) _Alignas(4096)
#endif

PACKED static const uint8_t gpt2[] = {
#embed "packed/gpt2.bin"
};

cv_vocabulary cv_gpt2(void) { return (cv_vocabulary){gpt2, sizeof gpt2}; }

PACKED static const uint8_t p50k_base[] = {
#embed "packed/p50k_base.bin"
};

cv_vocabulary cv_p50k_base(void) { return (cv_vocabulary){p50k_base, sizeof p50k_base}; }

PACKED static const uint8_t cl100k_base[] = {
#embed "packed/cl100k_base.bin"
};

cv_vocabulary cv_cl100k_base(void) { return (cv_vocabulary){cl100k_base, sizeof cl100k_base}; }

PACKED static const uint8_t o200k_base[] = {
#embed "packed/o200k_base.bin"
};

cv_vocabulary cv_o200k_base(void) { return (cv_vocabulary){o200k_base, sizeof o200k_base}; }

PACKED static const uint8_t bert_base_uncased[] = {
#embed "packed/bert-base-uncased.bin"
};

cv_vocabulary cv_bert_base_uncased(void) {
  return (cv_vocabulary){bert_base_uncased, sizeof bert_base_uncased};
}
