// Attention of one instruction set; part of kernel_body.h.
struct attend_task {
  const void *keys, *values, *tail_keys, *tail_values;
  size_t tail_begin, head_size;
  float scale;
  float *scores;
  size_t score_stride;
};

INLINE f32x16 load_cached(const void *p, size_t index, const int half) {
  return half ? half_to_float(load_u16((const uint16_t *)p + index)) : load((const float *)p + index);
}

INLINE void fetch_cached(const void *p, size_t index, const int half) {
  __builtin_prefetch((const uint8_t *)p + index * (half ? 2 : 4), 0, 3);
}

// scores[i, j] = scale * query[i] . key[j]. Four sums over the coordinates are under way at a time.
INLINE void score_keys(const struct attend_task *task, const float *const *queries, size_t visible,
                       const size_t count, const int half) {
  size_t size = task->head_size;
  for (size_t j = 0; j < visible; j += 16) {
    const int tail = j >= task->tail_begin;
    const void *keys = tail ? task->tail_keys : task->keys;
    size_t base = (tail ? j - task->tail_begin : j) * size;
    f32x16 sum[ROWS][4];
    for (size_t i = 0; i < count; i++)
      for (size_t s = 0; s < 4; s++) sum[i][s] = splat(0);
    size_t d = 0;
    for (; d + 4 <= size; d += 4)
      for (size_t s = 0; s < 4; s++) {
        f32x16 key = load_cached(keys, base + (d + s) * 16, half);
        // Two lines of halves in turn, two tiles of them ahead.
        if (s % 2 == 0) fetch_cached(keys, base + (d + s) * 16 + 2048, half);
        for (size_t i = 0; i < count; i++)
          sum[i][s] = fma16(splat(queries[i][d + s]), key, sum[i][s]);
      }
    for (; d < size; d++) {
      f32x16 key = load_cached(keys, base + d * 16, half);
      for (size_t i = 0; i < count; i++) sum[i][0] = fma16(splat(queries[i][d]), key, sum[i][0]);
    }
    for (size_t i = 0; i < count; i++)
      store(task->scores + i * task->score_stride + j,
            splat(task->scale) * ((sum[i][0] + sum[i][1]) + (sum[i][2] + sum[i][3])));
  }
}

// Replaces scores by e^(score - greatest), zero from `visible` to `end`; returns their sum.
INLINE float exponentiate(float *scores, size_t visible, size_t end) {
  f32x16 greatest = splat(-INFINITY), sum = splat(0);
  size_t whole = visible / 16 * 16;
  for (size_t j = visible; j < whole + 16 && j < end; j++) scores[j] = -INFINITY;
  for (size_t j = 0; j < visible; j += 16) greatest = greater(load(scores + j), greatest);
  f32x16 peak = splat(greatest_lane(greatest));
  for (size_t j = 0; j < visible; j += 16) {
    f32x16 weight = exp16(load(scores + j) - peak);
    store(scores + j, weight);
    sum += weight;
  }
  for (size_t j = (visible + 15) / 16 * 16; j < end; j++) scores[j] = 0;
  return sum_lanes(sum);
}

// sum[i, w] += weight[i, j] * value[j] for 16 or 32 channels of a value.
INLINE void add_value(f32x16 sum[ROWS][2], const float *weights, size_t weight_stride,
                      const void *values, size_t index, const size_t count, const size_t wide,
                      const int half) {
  for (size_t w = 0; w < wide; w++) {
    f32x16 v = load_cached(values, index + w * 16, half);
    for (size_t i = 0; i < count; i++)
      sum[i][w] = fma16(splat(weights[i * weight_stride]), v, sum[i][w]);
  }
}

// Channels d to d + 16 * wide of what mix_values gives.
INLINE void mix_channels(const struct attend_task *task, float *const *out, const float *sums,
                         size_t visible, size_t d, const size_t count, const size_t wide,
                         const int half) {
  size_t size = task->head_size, padded = (size + 15) / 16 * 16;
  f32x16 even[ROWS][2], odd[ROWS][2];
  for (size_t i = 0; i < count; i++)
    for (size_t w = 0; w < wide; w++) even[i][w] = odd[i][w] = splat(0);
  for (size_t segment = 0; segment < 2; segment++) {
    size_t begin = segment ? task->tail_begin : 0;
    size_t end = segment || visible < task->tail_begin ? visible : task->tail_begin;
    const void *values = segment ? task->tail_values : task->values;
    size_t j = begin, index = d;
    for (; j + 2 <= end; j += 2, index += 2 * padded) {
      const float *weights = task->scores + j;
      fetch_cached(values, index + 16 * padded, half);
      add_value(even, weights, task->score_stride, values, index, count, wide, half);
      fetch_cached(values, index + 17 * padded, half);
      add_value(odd, weights + 1, task->score_stride, values, index + padded, count, wide, half);
    }
    if (j < end)
      add_value(even, task->scores + j, task->score_stride, values, index, count, wide, half);
  }
  for (size_t i = 0; i < count; i++)
    for (size_t w = 0; w < wide; w++) {
      size_t at = d + w * 16, n = size - at < 16 ? size - at : 16;
      store_first(out[i] + at, (even[i][w] + odd[i][w]) / splat(sums[i]), n);
    }
}

// out[i] = sum_j weight[i, j] * value[j] / sum[i], even and odd positions apart.
INLINE void mix_values(const struct attend_task *task, float *const *out, const float *sums,
                       size_t visible, const size_t count, const int half) {
  size_t padded = (task->head_size + 15) / 16 * 16, d = 0;
  for (; d + 32 <= padded; d += 32) mix_channels(task, out, sums, visible, d, count, 2, half);
  if (d < padded) mix_channels(task, out, sums, visible, d, count, 1, half);
}

INLINE void attend_rows(const struct attend_task *task, float *const *out,
                        const float *const *queries, const size_t *visible, const size_t count,
                        const int half) {
  size_t most = 0;
  for (size_t i = 0; i < count; i++) most = visible[i] > most ? visible[i] : most;
  score_keys(task, queries, most, count, half);
  float sums[ROWS];
  for (size_t i = 0; i < count; i++)
    sums[i] = exponentiate(task->scores + i * task->score_stride, visible[i],
                           (most + 15) / 16 * 16);
  mix_values(task, out, sums, most, count, half);
}

INLINE void attend_some(const struct attend_task *task, float *const *out,
                        const float *const *queries, const size_t *visible, size_t count,
                        const int half) {
  size_t i = 0;
#if ROWS >= 4
  for (; i + 4 <= count; i += 4) attend_rows(task, out + i, queries + i, visible + i, 4, half);
  for (; i + 3 <= count; i += 3) attend_rows(task, out + i, queries + i, visible + i, 3, half);
#endif
#if ROWS >= 2
  for (; i + 2 <= count; i += 2) attend_rows(task, out + i, queries + i, visible + i, 2, half);
#endif
  for (; i < count; i++) attend_rows(task, out + i, queries + i, visible + i, 1, half);
}

static void attend(float *const *out, const float *const *queries, const size_t *visible,
                   size_t count, const void *keys, const void *values, const void *tail_keys,
                   const void *tail_values, size_t tail_begin, int half, size_t head_size,
                   float scale, float *scores, size_t score_stride) {
  struct attend_task task = {keys,      values,    tail_keys, tail_values, tail_begin,
                             head_size, scale,     scores,    score_stride};
  if (half) attend_some(&task, out, queries, visible, count, 1);
  else attend_some(&task, out, queries, visible, count, 0);
}
