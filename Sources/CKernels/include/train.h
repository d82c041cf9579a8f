#pragma once
#include <stddef.h>
#include <stdint.h>

// The arithmetic of training: matrix products on packed operands, the fused pieces between them,
// and the optimiser's update. Nothing here allocates, keeps state or starts a thread; a caller
// gives each thread its own tokens and its own scratch.
//
// One source, train_kernels.inc, is compiled once for each instruction set; `ck_train_kernels`
// gives the functions of one of them.

#pragma clang assume_nonnull begin

/// One step along a contraction: one float (CK_TRAIN_F32), or two bfloat16, the even index in the
/// low half (CK_TRAIN_BF16). A row of k numbers is `k >> format` units.
typedef uint32_t ck_unit;

enum { CK_TRAIN_F32 = 0, CK_TRAIN_BF16 = 1 };

/// Columns in a panel. A packed (k, n) operand is n/32 panels of (k >> format, 32) units, so that
/// one load fetches the same step of sixteen columns.
enum { CK_TRAIN_PANEL = 32 };

/// Rows in a tile of the product; row counts are multiples of it.
enum { CK_TRAIN_TILE = 8 };

enum ck_train_level { CK_TRAIN_BASELINE = 0, CK_TRAIN_AVX2 = 1, CK_TRAIN_AVX512 = 2 };

/// One attention call: `sequences` of `length` tokens, each with `heads` heads of `width` numbers.
///
/// `length` is a multiple of 64, `width` of 32. qkv is (sequences * length, 3 * heads * width) with
/// the queries first; rotation is (length, width) of cosine, sine pairs.
struct ck_train_attention {
  size_t sequences, length, heads, width;
  int format;
};

/// The pieces of a fused projection and cross-entropy over `classes` classes.
struct ck_train_head {
  size_t tokens, width, classes;
  int format;
  /// (classes / 32, width, 32) and (width / 32, classes, 32), packed from the class table.
  const ck_unit *forward;
  const ck_unit *backward;
  /// (classes, width): the class table itself.
  const float *table;
  /// (classes): added to each logit; the logarithm of how many classes a sampled one stands for,
  /// -infinity for padding.
  const float *offsets;
  /// Multiplies every gradient: one over the number of tokens in the step.
  float scale;
};

struct ck_train_kernels {
  /// out[i] = in[i], rounded to the format; count is a multiple of 32.
  void (*to_units)(ck_unit *out, const float *in, size_t count, int format);

  /// Packs in (k, n), rows `stride` floats apart, as panels over its columns.
  void (*pack)(ck_unit *panels, const float *in, size_t stride, size_t k, size_t n, int format);

  /// Packs the transpose of in (n, k): panels over its rows, for rows [0, n).
  void (*pack_transposed)(ck_unit *panels, const float *in, size_t stride, size_t n, size_t k,
                          int format);

  /// Packs in (k, n), given as rows of units along n, as panels over its columns.
  void (*pack_units)(ck_unit *panels, const ck_unit *in, size_t stride, size_t k, size_t n,
                     int format);

  /// c (m, n) = [c +] a (m, k) * panels (k, n), with k = steps << format.
  ///
  /// a is rows of units, `a_stride` apart; panels are `panel_stride` units apart.
  void (*multiply)(float *c, size_t c_stride, const ck_unit *a, size_t a_stride,
                   const ck_unit *panels, size_t panel_stride, size_t m, size_t n, size_t steps,
                   int accumulate, int format);

  /// c (m, n) = [c +] a^T (m, k) * panels (k, n), with a (k, m) packed as panels.
  void (*multiply_transposed)(float *c, size_t c_stride, const ck_unit *a, size_t a_panel_stride,
                              const ck_unit *panels, size_t panel_stride, size_t m, size_t n,
                              size_t steps, int accumulate, int format);

  /// out (tokens, width) = x * scales * gain, scales[t] = 1 / sqrt(mean(x[t]^2) + 1e-5).
  ///
  /// Source: Zhang and Sennrich 2019, arXiv:1910.07467.
  void (*normalize)(ck_unit *out, float *scales, const float *x, const float *gain, size_t tokens,
                    size_t width, int format);

  /// d_x += and d_gain += the gradients of `normalize`, given d_out (tokens, width).
  void (*normalize_backward)(float *d_x, float *d_gain, const float *d_out, const float *x,
                             const float *gain, const float *scales, size_t tokens, size_t width);

  /// out (tokens, hidden) = silu(gate) * up; both (tokens, 2 * hidden): the gate first.
  ///
  /// Source: Shazeer 2020, arXiv:2002.05202.
  void (*gate)(ck_unit *out, const float *gate_up, size_t tokens, size_t hidden, int format);

  /// d_gate_up (tokens, 2 * hidden) from d_out (tokens, hidden).
  void (*gate_backward)(ck_unit *d_gate_up, const float *d_out, const float *gate_up,
                        size_t tokens, size_t hidden, int format);

  /// out (tokens, heads * width) = causal softmax attention; logs (sequences, heads, length) gets
  /// the logarithm of each row's sum. Rotates the queries and keys of qkv in place first.
  ///
  /// Source: Su et al. 2021, arXiv:2104.09864, adjacent pairs rotated together.
  void (*attend)(ck_unit *out, float *logs, float *qkv, const float *rotation,
                 struct ck_train_attention shape, float *scratch);

  /// d_qkv (tokens, 3 * heads * width) from d_out (tokens, heads * width) and the rotated qkv.
  void (*attend_backward)(ck_unit *d_qkv, const float *d_out, const float *qkv, const float *logs,
                          const float *rotation, struct ck_train_attention shape, float *scratch);

  /// The sum of the tokens' losses in nats; with d_x, also d_x (tokens, width) and d_table +=.
  ///
  /// The logits never exist as a whole: each tile's exponentials are summed, multiplied into d_x
  /// and kept as bfloat16 until the sums are known. targets index the class table; x is
  /// (tokens, width), tokens a multiple of 64.
  double (*cross_entropy)(float *_Nullable d_x, float *_Nullable d_table, float *_Nullable losses,
                          const float *x, const int32_t *targets, struct ck_train_head head,
                          ck_unit *scratch);

  /// One step of Adam with decoupled weight decay; g is multiplied by g_scale first.
  ///
  /// correction1 and correction2 are 1 - beta^t. Source: Loshchilov and Hutter 2019,
  /// arXiv:1711.05101.
  void (*adamw)(float *p, const float *g, float *m, float *v, size_t count, float g_scale,
                float rate, float beta1, float beta2, float correction1, float correction2,
                float epsilon, float decay);

  /// The sum of squares of x.
  double (*sum_of_squares)(const float *x, size_t count);

  /// y = a * y + b * x.
  void (*blend)(float *y, const float *x, size_t count, float a, float b);
};

/// The kernels of one instruction set, or of the best that this processor has below it.
const struct ck_train_kernels *ck_train_kernels(enum ck_train_level level);

/// The best level this processor has.
enum ck_train_level ck_train_best_level(void);

/// Floats of scratch that `attend` and `attend_backward` need.
size_t ck_train_attention_scratch(struct ck_train_attention shape);

/// Units of scratch that `cross_entropy` needs.
size_t ck_train_head_scratch(size_t tokens, size_t width, size_t classes, int format);

#pragma clang assume_nonnull end
