// The training kernels for AVX2 with fused multiply-add.

#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#include "train.h"

#define TRAIN_NAME ck_train_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "train_kernels.inc"
#pragma clang attribute pop
#endif
