// AVX2: Haswell, Zen and later.
#pragma clang diagnostic ignored "-Wpsabi"  // No vector crosses a call: all is inlined.
#include "merging.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,lzcnt"))), apply_to = function)
#include "candidates_in_registers.h"
#define NAME avx2
#include "merging_body.h"
#pragma clang attribute pop
#endif
