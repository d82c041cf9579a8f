// The definition: plain C, no instruction beyond the platform's baseline.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"  // No vector crosses a call: all is inlined.
#include "CKernels.h"
#include "vector.h"

#define NAME scalar
#define TOKENS 1
#define ROWS 1
#define half_to_float half_to_float_bits
#define float_to_half float_to_half_bits

typedef i32x16 sum8_t;
typedef i8x64 weight8_t;
INLINE sum8_t sum8_begin(int32_t sum_of_x) { return (void)sum_of_x, splat_int(0); }
INLINE weight8_t sum8_prepare(i8x64 w) { return w; }
INLINE sum8_t sum8_step(sum8_t sum, weight8_t w, int32_t four) {
  int8_t weight[64], x[4];
  __builtin_memcpy(weight, &w, 64);
  __builtin_memcpy(x, &four, 4);
  for (size_t row = 0; row < 16; row++)
    for (size_t c = 0; c < 4; c++) sum[row] += weight[row * 4 + c] * x[c];
  return sum;
}
INLINE i32x16 sum8_end(sum8_t sum) { return sum; }

typedef i32x16 sum4_t;
INLINE sum4_t sum4_begin(int32_t start) { return splat_int(start); }
INLINE sum4_t sum4_step(sum4_t sum, i8x64 w, int32_t four) { return sum8_step(sum, w, four); }
INLINE i32x16 sum4_end(sum4_t sum) { return sum; }

#include "kernel_body.h"
