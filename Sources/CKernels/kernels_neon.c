// NEON with the 8-bit dot product (Armv8.2): Apple silicon, Graviton 2 and later.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"  // No vector crosses a call: all is inlined.
#include "CKernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#include "vector.h"

#define NAME neon
#define TOKENS 2
#define ROWS 1

INLINE f32x16 half_to_float(u16x16 h) {
  typedef _Float16 f16x16 __attribute__((vector_size(32)));
  return __builtin_convertvector((f16x16)h, f32x16);
}
INLINE u16x16 float_to_half(f32x16 v) {
  typedef _Float16 f16x16 __attribute__((vector_size(32)));
  return (u16x16)__builtin_convertvector(v, f16x16);
}

typedef struct {
  int32x4_t quarter[4];
} sum8_t;
typedef struct {
  int8x16_t quarter[4];
} weight8_t;
INLINE sum8_t sum8_begin(int32_t sum_of_x) {
  (void)sum_of_x;
  int32x4_t zero = vdupq_n_s32(0);
  return (sum8_t){{zero, zero, zero, zero}};
}
INLINE weight8_t sum8_prepare(i8x64 w) {
  weight8_t split;
  __builtin_memcpy(&split, &w, 64);
  return split;
}
INLINE sum8_t sum8_step(sum8_t sum, weight8_t w, int32_t four) {
  int8x16_t x = vreinterpretq_s8_s32(vdupq_n_s32(four));
  for (size_t i = 0; i < 4; i++) sum.quarter[i] = vdotq_s32(sum.quarter[i], w.quarter[i], x);
  return sum;
}
INLINE i32x16 sum8_end(sum8_t sum) {
  i32x16 v;
  __builtin_memcpy(&v, &sum, 64);
  return v;
}

typedef sum8_t sum4_t;
INLINE sum4_t sum4_begin(int32_t start) {
  int32x4_t v = vdupq_n_s32(start);
  return (sum4_t){{v, v, v, v}};
}
INLINE sum4_t sum4_step(sum4_t sum, i8x64 w, int32_t four) {
  return sum8_step(sum, sum8_prepare(w), four);
}
INLINE i32x16 sum4_end(sum4_t sum) { return sum8_end(sum); }

#include "kernel_body.h"
#pragma clang attribute pop
#endif
