// From a file's tensor to tiles, and a row of tiles back to floats.
#include "CKernels.h"
#include "source_formats.h"
#include <math.h>
#include <string.h>

static size_t padded32(size_t n) { return (n + 31) / 32 * 32; }
static size_t padded64(size_t n) { return (n + 63) / 64 * 64; }

size_t ck_tile_bytes(int format, size_t columns) {
  size_t padded = padded32(columns), blocks = padded / CK_BLOCK;
  switch (format) {
    case CK_F32: return padded * 64;
    case CK_F16: case CK_BF16: return padded * 32;
    case CK_Q8: return padded64(blocks * 32) + blocks * 512;
    case CK_Q4: return padded64(blocks * 32) + blocks * 256;
    case CK_Q4M: return 2 * padded64(blocks * 32) + blocks * 256;
    default: return 0;
  }
}

// A view of one tile's parts.
struct tile {
  uint16_t *scales, *minima;
  uint8_t *codes;
};
static struct tile parts_of(void *tile, int format, size_t blocks) {
  uint8_t *p = tile;
  size_t header = padded64(blocks * 32);
  return (struct tile){(uint16_t *)p, (uint16_t *)(p + header),
                       p + header * (format == CK_Q4M ? 2 : 1)};
}

// The three types whose codes stand in a file block as they stand in a tile row: four-byte words
// move, nothing is computed.
static int moves_whole(int format, int source) {
  return (format == CK_Q8 && source == CK_SOURCE_Q8_0) ||
         (format == CK_Q4 && source == CK_SOURCE_Q4_0) ||
         (format == CK_Q4M && source == CK_SOURCE_Q4_1);
}

static void move_blocks(void *out, int format, int source, const uint8_t *first, size_t row_bytes,
                        size_t rows, size_t columns) {
  struct ck_block_shape shape = ck_block_of(source);
  size_t blocks = columns / CK_BLOCK, header = format == CK_Q4M ? 4 : 2;
  size_t words = (shape.bytes - header) / 4;
  struct tile tile = parts_of(out, format, blocks);
  for (size_t b = 0; b < blocks; b++)
    for (size_t r = 0; r < rows; r++) {
      const uint8_t *block = first + r * row_bytes + b * shape.bytes;
      memcpy(tile.scales + b * 16 + r, block, 2);
      if (format == CK_Q4M) memcpy(tile.minima + b * 16 + r, block + 2, 2);
      for (size_t w = 0; w < words; w++)
        memcpy(tile.codes + ((b * words + w) * 16 + r) * 4, block + header + w * 4, 4);
    }
}

static int clamp(float x, int low, int high) {
  return x < (float)low ? low : x > (float)high ? high : (int)lrintf(x);
}

// 8 bits: the greatest magnitude is 127.
static void pack_q8(struct tile tile, size_t block, size_t row, const float *x) {
  float greatest = 0;
  for (int i = 0; i < 32; i++) greatest = fmaxf(greatest, fabsf(x[i]));
  uint16_t half = ck_float_to_half(greatest / 127);
  float scale = ck_half_to_float(half), inverse = scale > 0 ? 1 / scale : 0;
  tile.scales[block * 16 + row] = half;
  for (size_t i = 0; i < 32; i++)
    ((int8_t *)tile.codes)[((block * 8 + i / 4) * 16 + row) * 4 + i % 4] =
        (int8_t)clamp(x[i] * inverse, -127, 127);
}

static void put_nibbles(struct tile tile, size_t block, size_t row, const int *codes) {
  for (size_t i = 0; i < 16; i++)
    tile.codes[((block * 4 + i / 4) * 16 + row) * 4 + i % 4] =
        (uint8_t)(codes[i] | codes[i + 16] << 4);
}

// 4 bits around zero: of the scales near greatest / 8 the one with the least squared error.
static void pack_q4(struct tile tile, size_t block, size_t row, const float *x) {
  float greatest = 0, least_error = INFINITY;
  for (int i = 0; i < 32; i++)
    if (fabsf(x[i]) > fabsf(greatest)) greatest = x[i];
  uint16_t best = 0;
  int codes[32];
  for (int step = 0; step < 9; step++) {
    uint16_t half = ck_float_to_half(greatest / -(8.0f - 0.25f * (float)step));
    float scale = ck_half_to_float(half), inverse = scale != 0 ? 1 / scale : 0, error = 0;
    for (int i = 0; i < 32; i++) {
      float wrong = scale * (float)(clamp(x[i] * inverse + 8, 0, 15) - 8) - x[i];
      error += wrong * wrong;
    }
    if (error < least_error) least_error = error, best = half;
  }
  float scale = ck_half_to_float(best), inverse = scale != 0 ? 1 / scale : 0;
  for (int i = 0; i < 32; i++) codes[i] = clamp(x[i] * inverse + 8, 0, 15);
  tile.scales[block * 16 + row] = best;
  put_nibbles(tile, block, row, codes);
}

// A line of sixteen levels: scale * code + minimum.
struct line {
  float scale, minimum;
};

static void codes_on(struct line line, const float *x, int *codes) {
  float inverse = line.scale > 0 ? 1 / line.scale : 0;
  for (int i = 0; i < 32; i++) codes[i] = clamp((x[i] - line.minimum) * inverse, 0, 15);
}

// The line with the least squared error for given codes.
static struct line fitted(const float *x, const int *codes, struct line otherwise) {
  float sum_x = 0, sum_xq = 0;
  int sum_q = 0, sum_qq = 0;
  for (int i = 0; i < 32; i++) {
    sum_x += x[i];
    sum_xq += x[i] * (float)codes[i];
    sum_q += codes[i];
    sum_qq += codes[i] * codes[i];
  }
  int determinant = 32 * sum_qq - sum_q * sum_q;
  if (determinant == 0) return otherwise;
  float scale = (32 * sum_xq - sum_x * (float)sum_q) / (float)determinant;
  if (!(scale > 0)) return otherwise;
  return (struct line){scale, (sum_x - scale * (float)sum_q) / 32};
}

static float squared_error(struct line line, const float *x, const int *codes) {
  float error = 0;
  for (int i = 0; i < 32; i++) {
    float wrong = line.scale * (float)codes[i] + line.minimum - x[i];
    error += wrong * wrong;
  }
  return error;
}

// 4 bits with a minimum: from the least to the greatest, or from a narrower range, each time fitted
// to its codes twice; the one with the least squared error.
static void pack_q4m(struct tile tile, size_t block, size_t row, const float *x) {
  float low = x[0], high = x[0], least_error = INFINITY;
  for (int i = 1; i < 32; i++) low = fminf(low, x[i]), high = fmaxf(high, x[i]);
  uint16_t best[2] = {0, 0};
  int best_codes[32] = {0};
  for (int narrower = 0; narrower < 6; narrower++) {
    float margin = (high - low) * 0.03f * (float)narrower;
    struct line line = {(high - low - 2 * margin) / 15, low + margin};
    int codes[32];
    for (int round = 0; round < 3; round++) {
      codes_on(line, x, codes);
      if (round < 2) line = fitted(x, codes, line);
    }
    uint16_t halves[2] = {ck_float_to_half(line.scale), ck_float_to_half(line.minimum)};
    line = (struct line){ck_half_to_float(halves[0]), ck_half_to_float(halves[1])};
    codes_on(line, x, codes);
    float error = squared_error(line, x, codes);
    if (error < least_error) {
      least_error = error;
      memcpy(best, halves, sizeof best);
      memcpy(best_codes, codes, sizeof codes);
    }
  }
  tile.scales[block * 16 + row] = best[0];
  tile.minima[block * 16 + row] = best[1];
  put_nibbles(tile, block, row, best_codes);
}

// Q4_K keeps its codes; only the products of two scales are rounded to half precision.
static void pack_q4_k(struct tile tile, size_t row, const uint8_t *p, size_t blocks) {
  for (size_t b = 0; b < blocks; b++) {
    float scale, minimum;
    int codes[32];
    ck_q4_k_run(p + b / 8 * 144, (int)(b % 8), &scale, &minimum, codes);
    tile.scales[b * 16 + row] = ck_float_to_half(scale);
    tile.minima[b * 16 + row] = ck_float_to_half(minimum);
    put_nibbles(tile, b, row, codes);
  }
}

static void pack_row(void *out, int format, size_t row, const float *x, size_t padded) {
  struct tile tile = parts_of(out, format, padded / CK_BLOCK);
  switch (format) {
    case CK_F32:
      for (size_t c = 0; c < padded; c++) ((float *)out)[c * 16 + row] = x[c];
      break;
    case CK_F16:
      for (size_t c = 0; c < padded; c++) ((uint16_t *)out)[c * 16 + row] = ck_float_to_half(x[c]);
      break;
    case CK_BF16:
      for (size_t c = 0; c < padded; c++) memcpy((uint16_t *)out + c * 16 + row, (char *)&x[c] + 2, 2);
      break;
    default:
      for (size_t b = 0; b < padded / CK_BLOCK; b++) {
        if (format == CK_Q8) pack_q8(tile, b, row, x + b * 32);
        else if (format == CK_Q4) pack_q4(tile, b, row, x + b * 32);
        else pack_q4m(tile, b, row, x + b * 32);
      }
  }
}

void ck_pack(void *tiles, int format, const void *tensor, int source, int transposed, size_t rows,
             size_t columns, size_t tile_begin, size_t tile_end, float *scratch) {
  size_t padded = padded32(columns), tile_bytes = ck_tile_bytes(format, columns);
  size_t row_bytes = ck_source_row_bytes(source, columns);
  size_t size = ck_block_of(source).bytes;
  const uint8_t *p = tensor;
  for (size_t t = tile_begin; t < tile_end; t++) {
    uint8_t *tile = (uint8_t *)tiles + t * tile_bytes;
    size_t row = t * 16, here = rows - row < 16 ? rows - row : 16;
    memset(tile, 0, here < 16 || !moves_whole(format, source) ? tile_bytes : 0);
    if (moves_whole(format, source) && !transposed) {
      move_blocks(tile, format, source, p + row * row_bytes, row_bytes, here, columns);
      continue;
    }
    if (format == CK_Q4M && source == CK_SOURCE_Q4_K) {
      for (size_t r = 0; r < here; r++)
        pack_q4_k(parts_of(tile, format, padded / CK_BLOCK), r, p + (row + r) * row_bytes,
                  padded / CK_BLOCK);
      continue;
    }
    memset(scratch, 0, 16 * padded * sizeof(float));
    for (size_t r = 0; r < here; r++) {
      float *x = scratch + r * padded;
      if (!transposed) ck_read_source_row(x, p + (row + r) * row_bytes, source, columns);
    }
    if (transposed)
      for (size_t c = 0; c < columns; c++) {
        float column[16];
        ck_read_source_row(column, p + (c * rows + row) * size, source, here);
        for (size_t r = 0; r < here; r++) scratch[r * padded + c] = column[r];
      }
    for (size_t r = 0; r < here; r++) pack_row(tile, format, r, scratch + r * padded, padded);
  }
}

void ck_read_row(float *out, const void *tiles, int format, size_t columns, size_t row) {
  size_t blocks = padded32(columns) / CK_BLOCK, r = row % 16;
  uint8_t *p = (uint8_t *)tiles + row / 16 * ck_tile_bytes(format, columns);
  struct tile tile = parts_of(p, format, blocks);
  for (size_t c = 0; c < columns; c++) {
    size_t b = c / 32, i = c % 32;
    float scale = format >= CK_Q8 ? ck_half_to_float(tile.scales[b * 16 + r]) : 0;
    if (format == CK_F32) out[c] = ((float *)p)[c * 16 + r];
    else if (format == CK_F16) out[c] = ck_half_to_float(((uint16_t *)p)[c * 16 + r]);
    else if (format == CK_BF16) ck_read_source_row(out + c, p + (c * 16 + r) * 2, CK_SOURCE_BF16, 1);
    else if (format == CK_Q8)
      out[c] = scale * (float)((int8_t *)tile.codes)[((b * 8 + i / 4) * 16 + r) * 4 + i % 4];
    else {
      uint8_t byte = tile.codes[((b * 4 + i % 16 / 4) * 16 + r) * 4 + i % 4];
      int code = i < 16 ? byte & 15 : byte >> 4;
      out[c] = format == CK_Q4
                   ? scale * (float)(code - 8)
                   : scale * (float)code + ck_half_to_float(tile.minima[b * 16 + r]);
    }
  }
}
