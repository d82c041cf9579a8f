// AVX2, FMA and F16C: laptops and servers since 2013.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"  // No vector crosses a call: all is inlined.
#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#include "vector.h"

#define NAME avx2
#define TOKENS 2
#define ROWS 1

// Two registers side by side.
struct pair {
  __m256i low, high;
};
INLINE struct pair split(i8x64 v) {
  struct pair p;
  __builtin_memcpy(&p, &v, 64);
  return p;
}
INLINE i32x16 joined(__m256i low, __m256i high) {
  struct pair p = {low, high};
  i32x16 v;
  __builtin_memcpy(&v, &p, 64);
  return v;
}

INLINE f32x16 half_to_float(u16x16 h) {
  __m128i part[2];
  __builtin_memcpy(part, &h, 32);
  return (f32x16)joined((__m256i)_mm256_cvtph_ps(part[0]), (__m256i)_mm256_cvtph_ps(part[1]));
}
INLINE u16x16 float_to_half(f32x16 v) {
  __m256 part[2];
  __builtin_memcpy(part, &v, 64);
  __m128i half[2] = {_mm256_cvtps_ph(part[0], 0), _mm256_cvtps_ph(part[1], 0)};
  u16x16 h;
  __builtin_memcpy(&h, half, 32);
  return h;
}

// Products of an unsigned and a signed byte are added in pairs that must fit 16 bits: the weight's
// sign goes to x. 2 * 128 * 127 fits.
typedef struct pair sum8_t;
typedef struct {
  struct pair signed_, magnitude;
} weight8_t;
INLINE sum8_t sum8_begin(int32_t sum_of_x) {
  return (void)sum_of_x, (sum8_t){_mm256_setzero_si256(), _mm256_setzero_si256()};
}
INLINE weight8_t sum8_prepare(i8x64 w) {
  struct pair p = split(w);
  return (weight8_t){p, {_mm256_abs_epi8(p.low), _mm256_abs_epi8(p.high)}};
}
INLINE sum8_t sum8_step(sum8_t sum, weight8_t w, int32_t four) {
  __m256i x = _mm256_set1_epi32(four), ones = _mm256_set1_epi16(1);
  __m256i low = _mm256_maddubs_epi16(w.magnitude.low, _mm256_sign_epi8(x, w.signed_.low));
  __m256i high = _mm256_maddubs_epi16(w.magnitude.high, _mm256_sign_epi8(x, w.signed_.high));
  sum.low = _mm256_add_epi32(sum.low, _mm256_madd_epi16(low, ones));
  sum.high = _mm256_add_epi32(sum.high, _mm256_madd_epi16(high, ones));
  return sum;
}
INLINE i32x16 sum8_end(sum8_t sum) { return joined(sum.low, sum.high); }

// Nibbles are small: 16 products of 15 * 127 still fit 16 bits.
typedef struct {
  struct pair halves;
  int32_t start;
} sum4_t;
INLINE sum4_t sum4_begin(int32_t start) {
  return (sum4_t){{_mm256_setzero_si256(), _mm256_setzero_si256()}, start};
}
INLINE sum4_t sum4_step(sum4_t sum, i8x64 w, int32_t four) {
  struct pair p = split(w);
  __m256i x = _mm256_set1_epi32(four);
  sum.halves.low = _mm256_add_epi16(sum.halves.low, _mm256_maddubs_epi16(p.low, x));
  sum.halves.high = _mm256_add_epi16(sum.halves.high, _mm256_maddubs_epi16(p.high, x));
  return sum;
}
INLINE i32x16 sum4_end(sum4_t sum) {
  __m256i ones = _mm256_set1_epi16(1);
  return joined(_mm256_madd_epi16(sum.halves.low, ones), _mm256_madd_epi16(sum.halves.high, ones)) +
         sum.start;
}

#include "kernel_body.h"
#pragma clang attribute pop
#endif
