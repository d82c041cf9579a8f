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
