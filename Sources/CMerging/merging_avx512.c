// AVX-512: Skylake's servers, Ice Lake, Zen 4 and later.
#pragma clang diagnostic ignored "-Wpsabi"  // No vector crosses a call: all is inlined.
#include "merging.h"

#if defined(__x86_64__)
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl"))),             \
    apply_to = function)
#include "candidates_in_registers.h"
#define NAME avx512
#include "merging_body.h"
#pragma clang attribute pop
#endif
