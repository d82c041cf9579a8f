/// The arithmetic of the forward pass.
///
/// One set of functions for each instruction set, all of them giving the same bits: every sum is
/// taken in one fixed order over sixteen lanes, with fused multiply-add, whatever the width of the
/// registers. The scalar set is the definition.
///
/// No function allocates or keeps state. Ranges of tiles and rows let the caller choose the threads.
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CK_TILE_ROWS 16   // Rows of a matrix that are interleaved.
#define CK_BLOCK 32       // Columns that share a scale.
#define CK_ATTEND_ROWS 4  // Most queries of one call of `attend`.

/// How the weights of a matrix are held.
///
/// A matrix of (rows, columns) is a sequence of tiles of 16 rows; columns are padded to 32 and rows
/// to 16 with zeros. A tile begins at a multiple of 64 bytes. With blocks = padded columns / 32:
///
/// - float formats: for each column, 16 weights, one of each row;
/// - q8: for each block 16 half-precision scales; to the next multiple of 64 bytes; then for each
///   block and each group of 4 columns, 16 rows x 4 signed bytes. Weight = scale * code;
/// - q4: the scales as in q8; then for each block four times 16 rows x 4 bytes: byte i of chunk k
///   has column 4k + i in its low and 16 + 4k + i in its high nibble. Weight = scale * (code - 8);
/// - q4m: scales as in q8, then as many half-precision minima, padded likewise, then codes as in q4.
///   Weight = scale * code + minimum.
enum ck_format {
  CK_F32 = 0,
  CK_F16 = 1,
  CK_BF16 = 2,
  CK_Q8 = 3,
  CK_Q4 = 4,
  CK_Q4M = 5,
};

/// Bytes of one tile of a matrix with this many columns.
size_t ck_tile_bytes(int format, size_t columns);

/// Vectors that a matrix is multiplied with: as floats, and in 8 bits for the quantized formats.
struct ck_vectors {
  const float *values;    // (count, stride), zeros after the columns
  const int8_t *codes;    // (count, stride), value = scale * code
  const float *scales;    // (count, stride / 32)
  const int32_t *sums;    // (count, stride / 32): sum of the block's codes
  size_t stride;          // padded columns
  size_t count;
};

/// The functions of one instruction set.
struct ck_kernels {
  const char *name;

  /// out[t, r] = sum_c weight[r, c] * x[t, c] (+ bias[r]) (+ out[t, r] if `accumulate`), for the
  /// rows of tiles tile_begin ..< tile_end.
  ///
  /// tiles is the whole matrix; bias is (rows) or null; out is (x->count, out_stride).
  void (*matmul)(float *out, size_t out_stride, int accumulate, const void *tiles, int format,
                 size_t rows, size_t columns, const float *bias, const struct ck_vectors *x,
                 size_t tile_begin, size_t tile_end);

  /// Writes values (padded) as 8-bit codes: a block's scale is its greatest magnitude / 127, rounded
  /// to half precision, codes are rounded to even. That is what llama.cpp does to activations.
  void (*quantize)(const float *values, size_t padded, int8_t *codes, float *scales,
                   int32_t *sums);

  /// out[c] = x[c] / sqrt(mean(x^2) + epsilon) * weight[c].
  void (*rms_norm)(float *out, const float *x, const float *weight, size_t n, float epsilon);

  /// out[c] = (x[c] - mean) / sqrt(variance + epsilon) * weight[c] + bias[c].
  void (*layer_norm)(float *out, const float *x, const float *weight, const float *bias, size_t n,
                     float epsilon);

  /// out[c] = silu(gate[c]) * up[c].
  void (*silu_multiply)(float *out, const float *gate, const float *up, size_t n);

  /// out[c] = gelu(x[c]), the tanh approximation of GPT-2.
  void (*gelu)(float *out, const float *x, size_t n);

  /// The natural logarithm of the sum of e^x[c]; terms in single precision.
  double (*log_total)(const float *x, size_t n);

  /// Writes the key and value of one head and position into the cache.
  ///
  /// keys is (tiles of 16 positions, head_size, 16), values is (positions, padded head size), in
  /// half precision if `half` else float.
  void (*store_key_value)(void *keys, void *values, int half, size_t position, size_t head_size,
                          const float *key, const float *value);

  /// out[i] = sum_j softmax_j(scale * query[i] . key[j]) * value[j] over positions j < visible[i],
  /// for up to CK_ATTEND_ROWS queries on one key head.
  ///
  /// Positions from tail_begin on, a multiple of 16, are read from the tail, which is laid out as a
  /// cache that begins there. scores is scratch of (CK_ATTEND_ROWS, score_stride) with room for
  /// every visible position rounded up to 16.
  void (*attend)(float *const *out, const float *const *queries, const size_t *visible,
                 size_t count, const void *keys, const void *values, const void *tail_keys,
                 const void *tail_values, size_t tail_begin, int half, size_t head_size,
                 float scale, float *scores, size_t score_stride);
};

/// The set of this number that runs here, the scalar one being 0; null behind the last.
const struct ck_kernels *ck_kernels_at(size_t index);

/// Calls through the table, for Swift: the table's members are never null.
static inline void ck_matmul(const struct ck_kernels *k, float *out, size_t out_stride,
                             int accumulate, const void *tiles, int format, size_t rows,
                             size_t columns, const float *bias, struct ck_vectors x,
                             size_t tile_begin, size_t tile_end) {
  k->matmul(out, out_stride, accumulate, tiles, format, rows, columns, bias, &x, tile_begin,
            tile_end);
}
static inline void ck_quantize(const struct ck_kernels *k, const float *values, size_t padded,
                               int8_t *codes, float *scales, int32_t *sums) {
  k->quantize(values, padded, codes, scales, sums);
}
static inline void ck_rms_norm(const struct ck_kernels *k, float *out, const float *x,
                               const float *weight, size_t n, float epsilon) {
  k->rms_norm(out, x, weight, n, epsilon);
}
static inline void ck_layer_norm(const struct ck_kernels *k, float *out, const float *x,
                                 const float *weight, const float *bias, size_t n, float epsilon) {
  k->layer_norm(out, x, weight, bias, n, epsilon);
}
static inline void ck_silu_multiply(const struct ck_kernels *k, float *out, const float *gate,
                                    const float *up, size_t n) {
  k->silu_multiply(out, gate, up, n);
}
static inline void ck_gelu(const struct ck_kernels *k, float *out, const float *x, size_t n) {
  k->gelu(out, x, n);
}
static inline double ck_log_total(const struct ck_kernels *k, const float *x, size_t n) {
  return k->log_total(x, n);
}
static inline void ck_store_key_value(const struct ck_kernels *k, void *keys, void *values,
                                      int half, size_t position, size_t head_size,
                                      const float *key, const float *value) {
  k->store_key_value(keys, values, half, position, head_size, key, value);
}
/// Queries and outputs stand `query_stride` and `out_stride` floats apart: rows are `per_token`
/// heads side by side, then the next token's.
void ck_attend(const struct ck_kernels *k, float *out, size_t out_stride, const float *queries,
               size_t query_stride, size_t per_token, size_t tokens, size_t first_visible,
               const void *keys, const void *values, const void *tail_keys,
               const void *tail_values, size_t tail_begin, int half, size_t head_size, float scale,
               float *scores, size_t score_stride);

/// Whether this machine runs the set of this name.
int ck_runs(const char *name);

/// The fastest set that runs here, or the one that the environment variable PROMPTLS_KERNELS names
/// if it does.
const struct ck_kernels *ck_best_kernels(void);

/// The set of this name, or null if it is unknown or does not run here.
const struct ck_kernels *ck_kernels_named(const char *name);

/// Turns pairs of a head's coordinates by the angles of one position.
///
/// turns is (head_size / 2, 2): cosine, sine. Pair i is (2i, 2i + 1), or (i, i + head_size / 2) if
/// `halves`.
void ck_rotate(float *head, const float *turns, size_t head_size, int halves);

/// turns[i] = cos, sin of position * base^(-2i / head_size) / divisors[i]; divisors may be null.
void ck_rotary_turns(float *turns, size_t position, size_t head_size, double base,
                     const float *divisors);

/// Whether all of `count` numbers are finite.
_Bool ck_all_finite(const float *values, size_t count);

/// Reads one row of a tiled matrix as floats: out is (columns).
void ck_read_row(float *out, const void *tiles, int format, size_t columns, size_t row);

/// GGUF's numbers for the tensor types that can be read.
enum ck_source {
  CK_SOURCE_F32 = 0,
  CK_SOURCE_F16 = 1,
  CK_SOURCE_Q4_0 = 2,
  CK_SOURCE_Q4_1 = 3,
  CK_SOURCE_Q8_0 = 8,
  CK_SOURCE_Q4_K = 12,
  CK_SOURCE_Q5_K = 13,
  CK_SOURCE_Q6_K = 14,
  CK_SOURCE_BF16 = 30,
};

/// Bytes of one row of `columns` weights, or 0 if the type is unknown or does not divide it.
size_t ck_source_row_bytes(int source, size_t columns);

/// Reads one row of a file's tensor as floats.
void ck_read_source_row(float *out, const void *row, int source, size_t columns);

/// Packs rows of a file's tensor into tiles tile_begin ..< tile_end of `tiles`.
///
/// The tensor is (rows, columns), or (columns, rows) if `transposed`, which only float types can be.
/// scratch is (16, columns padded to 32).
void ck_pack(void *tiles, int format, const void *tensor, int source, int transposed, size_t rows,
             size_t columns, size_t tile_begin, size_t tile_end, float *scratch);

/// Tells the processor that the thread is waiting in a loop.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

float ck_half_to_float(uint16_t half);
uint16_t ck_float_to_half(float value);
