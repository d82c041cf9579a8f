// Which instruction set's functions run.
#include "CKernels.h"
#include <stdlib.h>
#include <string.h>

extern const struct ck_kernels ck_kernels_scalar;
#if defined(__x86_64__)
extern const struct ck_kernels ck_kernels_avx2, ck_kernels_avx512;
#elif defined(__aarch64__)
extern const struct ck_kernels ck_kernels_neon;
#endif

// In the order of preference, the best last; scalar first.
static const struct ck_kernels *const ck_all_kernels[] = {
    &ck_kernels_scalar,
#if defined(__x86_64__)
    &ck_kernels_avx2, &ck_kernels_avx512,
#elif defined(__aarch64__)
    &ck_kernels_neon,
#endif
    NULL,
};

int ck_runs(const char *name) {
  if (!strcmp(name, "scalar")) return 1;
#if defined(__x86_64__)
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("f16c");
  if (!strcmp(name, "avx2")) return avx2;
  if (!strcmp(name, "avx512"))
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
#elif defined(__aarch64__) && defined(__APPLE__)
  if (!strcmp(name, "neon")) return 1;
#elif defined(__aarch64__)
  if (!strcmp(name, "neon")) return __builtin_cpu_supports("dotprod");
#endif
  return 0;
}

const struct ck_kernels *ck_kernels_at(size_t index) {
  for (size_t i = 0; ck_all_kernels[i]; i++)
    if (ck_runs(ck_all_kernels[i]->name) && !index--) return ck_all_kernels[i];
  return NULL;
}

const struct ck_kernels *ck_kernels_named(const char *name) {
  if (!ck_runs(name)) return NULL;
  for (size_t i = 0; ck_all_kernels[i]; i++)
    if (!strcmp(ck_all_kernels[i]->name, name)) return ck_all_kernels[i];
  return NULL;
}

const struct ck_kernels *ck_best_kernels(void) {
  const char *wanted = getenv("PROMPTLS_KERNELS");
  const struct ck_kernels *best = wanted ? ck_kernels_named(wanted) : NULL;
  for (size_t i = 0; !best && ck_all_kernels[i]; i++)
    if (!ck_all_kernels[i + 1] || !ck_runs(ck_all_kernels[i + 1]->name)) best = ck_all_kernels[i];
  return best;
}

void ck_attend(const struct ck_kernels *k, float *out, size_t out_stride, const float *queries,
               size_t query_stride, size_t per_token, size_t tokens, size_t first_visible,
               const void *keys, const void *values, const void *tail_keys,
               const void *tail_values, size_t tail_begin, int half, size_t head_size, float scale,
               float *scores, size_t score_stride) {
  size_t rows = per_token * tokens;
  for (size_t row = 0; row < rows; row += CK_ATTEND_ROWS) {
    size_t count = rows - row < CK_ATTEND_ROWS ? rows - row : CK_ATTEND_ROWS;
    float *outs[CK_ATTEND_ROWS];
    const float *from[CK_ATTEND_ROWS];
    size_t visible[CK_ATTEND_ROWS];
    for (size_t i = 0; i < count; i++) {
      size_t token = (row + i) / per_token, head = (row + i) % per_token;
      outs[i] = out + token * out_stride + head * head_size;
      from[i] = queries + token * query_stride + head * head_size;
      visible[i] = first_visible + token;
    }
    k->attend(outs, from, visible, count, keys, values, tail_keys, tail_values, tail_begin, half,
              head_size, scale, scores, score_stride);
  }
}
