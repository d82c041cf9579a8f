// The training kernels for AVX-512 with its dot product of bfloat16 pairs.

#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "train.h"

#define TRAIN_NAME ck_train_avx512
#define TRAIN_WIDE
#define TRAIN_NATIVE_BF16
#pragma clang attribute push(                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,fma"))),      \
    apply_to = function)
#include "train_kernels.inc"
#pragma clang attribute pop
#endif
