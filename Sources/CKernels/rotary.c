// Rotary position embedding.
//
// Source: Su et al. 2021, arXiv:2104.09864.
#pragma STDC FP_CONTRACT OFF
#include "CKernels.h"
#include <math.h>

void ck_rotary_turns(float *turns, size_t position, size_t head_size, double base,
                     const float *divisors) {
  for (size_t i = 0; i < head_size / 2; i++) {
    double frequency = pow(base, -2.0 * (double)i / (double)head_size);
    double angle = (double)position * frequency / (divisors ? (double)divisors[i] : 1);
    turns[i * 2] = (float)cos(angle);
    turns[i * 2 + 1] = (float)sin(angle);
  }
}

void ck_rotate(float *head, const float *turns, size_t head_size, int halves) {
  size_t pairs = head_size / 2, step = halves ? 1 : 2, apart = halves ? pairs : 1;
  for (size_t i = 0; i < pairs; i++) {
    float *x = head + i * step, *y = x + apart;
    float cosine = turns[i * 2], sine = turns[i * 2 + 1];
    float turned = *x * cosine - *y * sine;
    *y = *x * sine + *y * cosine;
    *x = turned;
  }
}
