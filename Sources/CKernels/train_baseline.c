// The training kernels for any processor, and the choice between all of them.

#define TRAIN_NAME ck_train_baseline
#if defined(__aarch64__)
#define TRAIN_WIDE
#endif
#include "train_kernels.inc"

#if defined(__x86_64__)
extern const struct ck_train_kernels ck_train_avx2, ck_train_avx512;
#endif

enum ck_train_level ck_train_best_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw"))
    return CK_TRAIN_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CK_TRAIN_AVX2;
#endif
  return CK_TRAIN_BASELINE;
}

const struct ck_train_kernels *ck_train_kernels(enum ck_train_level level) {
#if defined(__x86_64__)
  enum ck_train_level best = ck_train_best_level();
  if (level > best) level = best;
  if (level == CK_TRAIN_AVX512) return &ck_train_avx512;
  if (level == CK_TRAIN_AVX2) return &ck_train_avx2;
#else
  (void)level;
#endif
  return &ck_train_baseline;
}

size_t ck_train_attention_scratch(struct ck_train_attention shape) {
  return 14 * shape.length * shape.width + 5 * QUERIES * shape.length;
}

size_t ck_train_head_scratch(size_t tokens, size_t width, size_t classes, int format) {
  if (tokens > CHUNK) tokens = CHUNK;
  return tokens * (3 * width + BLOCK_CLASSES) + tokens * classes / (format == CK_TRAIN_BF16 ? 2 : 1);
}
