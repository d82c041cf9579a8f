// The functions of one instruction set, written once for all of them.
//
// The includer defines NAME (the set's name as an identifier), TOKENS (vectors that one pass over a
// tile serves), ROWS (queries that one pass over the keys serves), half_to_float, float_to_half and
// the 8-bit products: `sum8_t`, sum8_begin, sum8_step, sum8_end for signed weights, and likewise
// `sum4` for nibbles.
#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)

INLINE i8x64 load_codes(const uint8_t *p) {
  i8x64 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
INLINE int32_t load_four(const int8_t *p) {
  int32_t v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

// Asks for a block's share of a tile, scales included, well before its turn; tiles follow each other
// in memory. Arithmetic fills the processor's window before enough loads are under way by
// themselves: 4-bit weights come from memory at 2.5 times the rate, 8-bit ones at 1.3 times. 4 and
// 6 KiB ahead were less.
INLINE void fetch_ahead(const uint8_t *p, const size_t bytes) {
  for (size_t at = 0; at < bytes; at += 64) __builtin_prefetch(p + 12288 + at, 0, 3);
}

struct matmul_task {
  float *out;
  size_t out_stride;
  int accumulate;
  size_t columns;  // padded
  const float *bias;
  const struct ck_vectors *x;
};

// Adds what is to be added to a sum and stores it.
INLINE void finish(const struct matmul_task *task, size_t token, size_t row, size_t rows,
                   f32x16 sum) {
  float *out = task->out + token * task->out_stride + row;
  if (rows >= 16) {
    if (task->bias) sum += load(task->bias + row);
    if (task->accumulate) sum += load(out);
    store(out, sum);
  } else {
    if (task->bias) sum += load_first(task->bias + row, rows);
    if (task->accumulate) sum += load_first(out, rows);
    store_first(out, sum, rows);
  }
}

INLINE size_t padded64(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

// Quantised vectors from one on: a scale and a sum stand for each block of codes.
struct block_vectors {
  size_t stride, blocks;
  const int8_t *codes;
  const float *scales;
  const int32_t *sums;
};

INLINE struct block_vectors vectors_from(const struct ck_vectors *x, size_t first) {
  size_t blocks = x->stride / CK_BLOCK;
  return (struct block_vectors){x->stride, blocks, x->codes + first * x->stride,
                                x->scales + first * blocks, x->sums + first * blocks};
}

INLINE void tile_q8(const struct matmul_task *task, const uint8_t *tile, size_t row, size_t rows,
                    size_t first, const size_t tokens) {
  size_t blocks = task->columns / CK_BLOCK;
  const uint8_t *codes = tile + padded64(blocks * 32);
  struct block_vectors x = vectors_from(task->x, first);
  f32x16 total[TOKENS];
  for (size_t t = 0; t < tokens; t++) total[t] = splat(0);
  for (size_t b = 0; b < blocks; b++) {
    if (first == 0) fetch_ahead(tile + b * 544, 544);
    sum8_t sum[TOKENS];
    for (size_t t = 0; t < tokens; t++) sum[t] = sum8_begin(x.sums[t * x.blocks + b]);
    for (size_t g = 0; g < 8; g++) {
      i8x64 w = load_codes(codes + b * 512 + g * 64);
      weight8_t prepared = sum8_prepare(w);
      for (size_t t = 0; t < tokens; t++)
        sum[t] = sum8_step(sum[t], prepared, load_four(x.codes + t * x.stride + b * 32 + g * 4));
    }
    f32x16 scale = half_to_float(load_u16(tile + b * 32));
    for (size_t t = 0; t < tokens; t++)
      total[t] = fma16(scale * splat(x.scales[t * x.blocks + b]),
                       to_float(sum8_end(sum[t])), total[t]);
  }
  for (size_t t = 0; t < tokens; t++) finish(task, first + t, row, rows, total[t]);
}

INLINE void tile_q4(const struct matmul_task *task, const uint8_t *tile, size_t row, size_t rows,
                    size_t first, const size_t tokens, const int minima) {
  size_t blocks = task->columns / CK_BLOCK;
  size_t header = padded64(blocks * 32);
  const uint8_t *codes = tile + header * (minima ? 2 : 1);
  struct block_vectors x = vectors_from(task->x, first);
  f32x16 total[TOKENS];
  for (size_t t = 0; t < tokens; t++) total[t] = splat(0);
  for (size_t b = 0; b < blocks; b++) {
    if (first == 0) fetch_ahead(tile + b * (minima ? 320 : 288), minima ? 320 : 288);
    sum4_t sum[TOKENS];
    for (size_t t = 0; t < tokens; t++)
      sum[t] = sum4_begin(minima ? 0 : -8 * x.sums[t * x.blocks + b]);
    for (size_t g = 0; g < 4; g++) {
      i8x64 packed = load_codes(codes + b * 256 + g * 64);
      i8x64 low = packed & 15, high = (i8x64)(((u16x32)packed >> 4)) & 15;
      for (size_t t = 0; t < tokens; t++) {
        const int8_t *four = x.codes + t * x.stride + b * 32 + g * 4;
        sum[t] = sum4_step(sum[t], low, load_four(four));
        sum[t] = sum4_step(sum[t], high, load_four(four + 16));
      }
    }
    f32x16 scale = half_to_float(load_u16(tile + b * 32));
    for (size_t t = 0; t < tokens; t++)
      total[t] = fma16(scale * splat(x.scales[t * x.blocks + b]),
                       to_float(sum4_end(sum[t])), total[t]);
    if (minima) {
      f32x16 minimum = half_to_float(load_u16(tile + header + b * 32));
      for (size_t t = 0; t < tokens; t++) {
        size_t at = t * x.blocks + b;
        total[t] = fma16(minimum, splat(x.scales[at] * (float)x.sums[at]), total[t]);
      }
    }
  }
  for (size_t t = 0; t < tokens; t++) finish(task, first + t, row, rows, total[t]);
}

INLINE f32x16 load_weights(const uint8_t *tile, const int format, size_t column) {
  if (format == CK_F32) return load((const float *)tile + column * 16);
  u16x16 bits = load_u16(tile + column * 32);
  if (format == CK_F16) return half_to_float(bits);
  return (f32x16)(__builtin_convertvector(bits, u32x16) << 16);
}

// Even and odd columns are summed apart, so that two additions can be under way.
INLINE void tile_float(const struct matmul_task *task, const uint8_t *tile, size_t row, size_t rows,
                       size_t first, const size_t tokens, const int format) {
  size_t stride = task->x->stride;
  const float *x = task->x->values + first * stride;
  f32x16 even[TOKENS], odd[TOKENS];
  for (size_t t = 0; t < tokens; t++) even[t] = odd[t] = splat(0);
  for (size_t c = 0; c < task->columns; c += 2) {
    if (first == 0)
      fetch_ahead(tile + c * (format == CK_F32 ? 64 : 32), format == CK_F32 ? 128 : 64);
    f32x16 w0 = load_weights(tile, format, c), w1 = load_weights(tile, format, c + 1);
    for (size_t t = 0; t < tokens; t++) {
      even[t] = fma16(w0, splat(x[t * stride + c]), even[t]);
      odd[t] = fma16(w1, splat(x[t * stride + c + 1]), odd[t]);
    }
  }
  for (size_t t = 0; t < tokens; t++) finish(task, first + t, row, rows, even[t] + odd[t]);
}

INLINE void tile_any(const struct matmul_task *task, const uint8_t *tile, const int format,
                     size_t row, size_t rows, size_t first, const size_t tokens) {
  if (format == CK_Q8) tile_q8(task, tile, row, rows, first, tokens);
  else if (format == CK_Q4) tile_q4(task, tile, row, rows, first, tokens, 0);
  else if (format == CK_Q4M) tile_q4(task, tile, row, rows, first, tokens, 1);
  else tile_float(task, tile, row, rows, first, tokens, format);
}

INLINE void matmul_format(const struct matmul_task *task, const uint8_t *tiles, const int format,
                          size_t rows, size_t tile_begin, size_t tile_end) {
  size_t bytes = ck_tile_bytes(format, task->columns), count = task->x->count;
  for (size_t i = tile_begin; i < tile_end; i++) {
    const uint8_t *tile = tiles + i * bytes;
    size_t row = i * CK_TILE_ROWS, t = 0;
    for (; t + TOKENS <= count; t += TOKENS)
      tile_any(task, tile, format, row, rows - row, t, TOKENS);
#if TOKENS > 4
    for (; t + 4 <= count; t += 4) tile_any(task, tile, format, row, rows - row, t, 4);
#endif
#if TOKENS > 2
    for (; t + 2 <= count; t += 2) tile_any(task, tile, format, row, rows - row, t, 2);
#endif
    for (; t < count; t++) tile_any(task, tile, format, row, rows - row, t, 1);
  }
}

static void matmul(float *out, size_t out_stride, int accumulate, const void *tiles, int format,
                   size_t rows, size_t columns, const float *bias, const struct ck_vectors *x,
                   size_t tile_begin, size_t tile_end) {
  struct matmul_task task = {
      out, out_stride, accumulate, (columns + CK_BLOCK - 1) / CK_BLOCK * CK_BLOCK, bias, x};
  switch (format) {
    case CK_F32: matmul_format(&task, tiles, CK_F32, rows, tile_begin, tile_end); break;
    case CK_F16: matmul_format(&task, tiles, CK_F16, rows, tile_begin, tile_end); break;
    case CK_BF16: matmul_format(&task, tiles, CK_BF16, rows, tile_begin, tile_end); break;
    case CK_Q8: matmul_format(&task, tiles, CK_Q8, rows, tile_begin, tile_end); break;
    case CK_Q4: matmul_format(&task, tiles, CK_Q4, rows, tile_begin, tile_end); break;
    case CK_Q4M: matmul_format(&task, tiles, CK_Q4M, rows, tile_begin, tile_end); break;
    default: break;
  }
}

// 0 for what is no number or infinite, as all of a block is whose greatest magnitude is tiny or infinite.
INLINE i32x16 rounded_code(f32x16 x) {
  i32x16 fits = (f32x16)((u32x16)x & 0x7fffffff) <= splat(127.5f);
  return __builtin_convertvector(round_even(choose(fits, x, splat(0))), i32x16);
}

static void quantize(const float *values, size_t padded, int8_t *codes, float *scales,
                     int32_t *sums) {
  for (size_t b = 0; b < padded / CK_BLOCK; b++) {
    f32x16 v0 = load(values + b * 32), v1 = load(values + b * 32 + 16);
    float greatest = greatest_magnitude(v0, v1);
    f32x16 inverse = splat(greatest > 0 ? 127.0f / greatest : 0);
    i32x16 q0 = rounded_code(v0 * inverse), q1 = rounded_code(v1 * inverse);
    i8x16 c0 = __builtin_convertvector(q0, i8x16), c1 = __builtin_convertvector(q1, i8x16);
    __builtin_memcpy(codes + b * 32, &c0, 16);
    __builtin_memcpy(codes + b * 32 + 16, &c1, 16);
    scales[b] = half_to_float(float_to_half(splat(greatest / 127.0f)))[0];
    sums[b] = sum_int_lanes(q0 + q1);
  }
}

static void rms_norm(float *out, const float *x, const float *weight, size_t n, float epsilon) {
  f32x16 squares = splat(0);
  size_t i = 0;
  for (; i + 16 <= n; i += 16) squares = fma16(load(x + i), load(x + i), squares);
  if (i < n) squares = fma16(load_first(x + i, n - i), load_first(x + i, n - i), squares);
  float scale = 1.0f / sqrtf(sum_lanes(squares) / (float)n + epsilon);
  for (i = 0; i < n; i++) out[i] = x[i] * scale * weight[i];
}

static void layer_norm(float *out, const float *x, const float *weight, const float *bias, size_t n,
                       float epsilon) {
  f32x16 sum = splat(0), squares = splat(0);
  size_t i = 0;
  for (; i + 16 <= n; i += 16) sum += load(x + i);
  if (i < n) sum += load_first(x + i, n - i);
  float mean = sum_lanes(sum) / (float)n;
  for (i = 0; i + 16 <= n; i += 16) {
    f32x16 d = load(x + i) - splat(mean);
    squares = fma16(d, d, squares);
  }
  if (i < n) {
    float centered[16] = {0};
    for (size_t j = i; j < n; j++) centered[j - i] = x[j] - mean;
    squares = fma16(load(centered), load(centered), squares);
  }
  float scale = 1.0f / sqrtf(sum_lanes(squares) / (float)n + epsilon);
  for (i = 0; i < n; i++) out[i] = (x[i] - mean) * scale * weight[i] + bias[i];
}

INLINE f32x16 silu16(f32x16 x) { return x / (splat(1) + exp16(-x)); }

// x (1 + tanh u) / 2 = x / (1 + e^-2u) with u = sqrt(2 / pi) (x + 0.044715 x^3).
INLINE f32x16 gelu16(f32x16 x) {
  f32x16 u = splat(0.7978845608028654f) * fma16(x * x * x, splat(0.044715f), x);
  return x / (splat(1) + exp16(u * splat(-2)));
}

static void silu_multiply(float *out, const float *gate, const float *up, size_t n) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) store(out + i, silu16(load(gate + i)) * load(up + i));
  if (i < n)
    store_first(out + i, silu16(load_first(gate + i, n - i)) * load_first(up + i, n - i), n - i);
}

static void gelu(float *out, const float *x, size_t n) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) store(out + i, gelu16(load(x + i)));
  if (i < n) store_first(out + i, gelu16(load_first(x + i, n - i)), n - i);
}

static double log_total(const float *x, size_t n) {
  size_t whole = n / 16 * 16;
  f32x16 rest = splat(-INFINITY), greatest = splat(-INFINITY);
  for (size_t i = whole; i < n; i++) rest[i - whole] = x[i];
  for (size_t i = 0; i < whole; i += 16) greatest = greater(load(x + i), greatest);
  float peak = greatest_lane(greater(rest, greatest));
  double total = sum_lanes(exp16(rest - splat(peak)));
  // Single precision adds up a thousand terms at a time, double precision the rest.
  for (size_t start = 0; start < whole; start += 1024) {
    size_t end = whole - start < 1024 ? whole : start + 1024;
    f32x16 sum = splat(0);
    for (size_t i = start; i < end; i += 16) sum += exp16(load(x + i) - splat(peak));
    total += sum_lanes(sum);
  }
  return peak + log(total);
}

static void store_key_value(void *keys, void *values, int half, size_t position, size_t head_size,
                            const float *key, const float *value) {
  size_t padded = (head_size + 15) / 16 * 16;
  size_t lane = position / 16 * head_size * 16 + position % 16;
  for (size_t i = 0; i < head_size; i += 16) {
    size_t n = head_size - i < 16 ? head_size - i : 16;
    f32x16 k = load_first(key + i, n), v = load_first(value + i, n);
    if (half) {
      u16x16 kh = float_to_half(k), vh = float_to_half(v);
      for (size_t j = 0; j < n; j++) ((uint16_t *)keys)[lane + (i + j) * 16] = kh[j];
      __builtin_memcpy((uint16_t *)values + position * padded + i, &vh, sizeof vh);
    } else {
      for (size_t j = 0; j < n; j++) ((float *)keys)[lane + (i + j) * 16] = k[j];
      store((float *)values + position * padded + i, v);
    }
  }
}

#include "attention_body.h"

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const struct ck_kernels JOIN(ck_kernels, NAME) = {
    .name = TEXT(NAME),
    .matmul = matmul,
    .quantize = quantize,
    .rms_norm = rms_norm,
    .layer_norm = layer_norm,
    .silu_multiply = silu_multiply,
    .gelu = gelu,
    .log_total = log_total,
    .store_key_value = store_key_value,
    .attend = attend,
};
