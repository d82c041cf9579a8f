// AVX-512 with the 8-bit dot product (VNNI): Ice Lake, Zen 4 and later.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"  // No vector crosses a call: all is inlined.
#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))),        \
    apply_to = function)
#include "vector.h"

#define NAME avx512
#define TOKENS 8
#define ROWS 4

INLINE f32x16 half_to_float(u16x16 h) { return (f32x16)_mm512_cvtph_ps((__m256i)h); }
INLINE u16x16 float_to_half(f32x16 v) {
  return (u16x16)_mm512_cvtps_ph((__m512)v, _MM_FROUND_TO_NEAREST_INT);
}

// The instruction wants one side unsigned: weights get 128 added by flipping the sign bit, and 128
// times the sum of x is taken off at the start.
typedef i32x16 sum8_t;
typedef __m512i weight8_t;
INLINE sum8_t sum8_begin(int32_t sum_of_x) { return splat_int(-128 * sum_of_x); }
INLINE weight8_t sum8_prepare(i8x64 w) {
  return _mm512_xor_si512((__m512i)w, _mm512_set1_epi8((char)0x80));
}
INLINE sum8_t sum8_step(sum8_t sum, weight8_t w, int32_t four) {
  return (i32x16)_mm512_dpbusd_epi32((__m512i)sum, w, _mm512_set1_epi32(four));
}
INLINE i32x16 sum8_end(sum8_t sum) { return sum; }

typedef i32x16 sum4_t;
INLINE sum4_t sum4_begin(int32_t start) { return splat_int(start); }
INLINE sum4_t sum4_step(sum4_t sum, i8x64 w, int32_t four) {
  return (i32x16)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)w, _mm512_set1_epi32(four));
}
INLINE i32x16 sum4_end(sum4_t sum) { return sum; }

#include "kernel_body.h"
#pragma clang attribute pop
#endif
