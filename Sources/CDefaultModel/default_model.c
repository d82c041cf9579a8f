#include "CDefaultModel.h"

#include <stdint.h>

// A section of its own keeps the weights in the read-only segment whatever the link mode.
#ifdef __APPLE__
#define PACKED __attribute__((section("__TEXT,default_model"))) _Alignas(16384)
#else
#define PACKED __attribute__((section("default_model"))) _Alignas(4096)
#endif

PACKED static const uint8_t model[] = {
#embed "packed/default.bin"
};

cd_model cd_default_model(void) { return (cd_model){model, sizeof model}; }
