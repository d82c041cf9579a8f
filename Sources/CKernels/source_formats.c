// Rows of a file's tensor as floats: the definition of each tensor type.
#include "source_formats.h"
#include "CKernels.h"
#include <string.h>

float ck_half_to_float(uint16_t half) {
  uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13, sign = (uint32_t)(half & 0x8000) << 16;
  float value, scale = 0x1p112f;
  memcpy(&value, &magnitude, 4);
  value *= scale;
  uint32_t bits;
  memcpy(&bits, &value, 4);
  if ((half & 0x7c00) == 0x7c00) bits |= 0x7f800000;
  bits |= sign;
  memcpy(&value, &bits, 4);
  return value;
}

uint16_t ck_float_to_half(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff, result;
  if (magnitude > 0x7f800000) result = 0x7e00;
  else if (magnitude >= 0x477ff000) result = 0x7c00;
  else if (magnitude < 113u << 23) {
    float shifted;
    memcpy(&shifted, &magnitude, 4);
    shifted += 0.5f;  // The unit in the last place is now 2^-24, half's smallest number.
    memcpy(&result, &shifted, 4);
    result -= 0x3f000000;
  } else {
    result = (magnitude + 0xfff + (magnitude >> 13 & 1) - (112u << 23)) >> 13;
  }
  return (uint16_t)(result | sign);
}

static float half_at(const uint8_t *p) {
  uint16_t half;
  memcpy(&half, p, 2);
  return ck_half_to_float(half);
}

size_t ck_source_row_bytes(int source, size_t columns) {
  struct ck_block_shape block = ck_block_of(source);
  if (!block.weights || columns % block.weights) return 0;
  return columns / block.weights * block.bytes;
}

static void read_f32(float *out, const uint8_t *p) { memcpy(out, p, 4); }
static void read_f16(float *out, const uint8_t *p) { *out = half_at(p); }
static void read_bf16(float *out, const uint8_t *p) {
  uint32_t bits = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 24;
  memcpy(out, &bits, 4);
}

// Byte i holds weights i and i + 16.
static void read_nibbles(float *out, const uint8_t *codes, float scale, float minimum) {
  for (int i = 0; i < 16; i++) {
    out[i] = scale * (float)(codes[i] & 15) + minimum;
    out[i + 16] = scale * (float)(codes[i] >> 4) + minimum;
  }
}
static void read_q4_0(float *out, const uint8_t *p) {
  read_nibbles(out, p + 2, half_at(p), -8 * half_at(p));
}
static void read_q4_1(float *out, const uint8_t *p) {
  read_nibbles(out, p + 4, half_at(p), half_at(p + 2));
}
static void read_q8_0(float *out, const uint8_t *p) {
  float scale = half_at(p);
  for (int i = 0; i < 32; i++) out[i] = scale * (float)(int8_t)p[2 + i];
}

// Eight 6-bit scales and eight 6-bit minima in twelve bytes: the first four of each in the low bits
// of bytes 0-3 and 4-7; of the last four, the low nibbles in bytes 8-11 and the rest in the others'
// top bits.
static void k_scale(const uint8_t *packed, int i, int *scale, int *minimum) {
  if (i < 4) {
    *scale = packed[i] & 63;
    *minimum = packed[i + 4] & 63;
  } else {
    *scale = (packed[i + 4] & 15) | (packed[i - 4] >> 6) << 4;
    *minimum = packed[i + 4] >> 4 | (packed[i] >> 6) << 4;
  }
}

// Two half-precision factors, the twelve bytes, then nibbles: 32 bytes for each two runs of 32.
void ck_q4_k_run(const uint8_t *block, int i, float *scale, float *minimum, int codes[32]) {
  int factor, offset;
  k_scale(block + 4, i, &factor, &offset);
  *scale = half_at(block) * (float)factor;
  *minimum = -half_at(block + 2) * (float)offset;
  const uint8_t *nibbles = block + 16 + i / 2 * 32;
  for (int j = 0; j < 32; j++) codes[j] = i % 2 ? nibbles[j] >> 4 : nibbles[j] & 15;
}

static void read_q4_k(float *out, const uint8_t *p) {
  for (int i = 0; i < 8; i++) {
    float scale, minimum;
    int codes[32];
    ck_q4_k_run(p, i, &scale, &minimum, codes);
    for (int j = 0; j < 32; j++) out[i * 32 + j] = scale * (float)codes[j] + minimum;
  }
}

// As Q4_K, with a fifth bit: bit i of high byte j belongs to weight j of run i.
static void read_q5_k(float *out, const uint8_t *p) {
  float d = half_at(p), m = half_at(p + 2);
  for (int i = 0; i < 8; i++) {
    int scale, minimum;
    k_scale(p + 4, i, &scale, &minimum);
    const uint8_t *high = p + 16, *codes = p + 48 + i / 2 * 32;
    for (int j = 0; j < 32; j++) {
      int code = (i % 2 ? codes[j] >> 4 : codes[j] & 15) + (high[j] >> i & 1) * 16;
      out[i * 32 + j] = d * (float)scale * (float)code - m * (float)minimum;
    }
  }
}

// 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales for 16 weights each, one
// half-precision factor; in halves of 128 weights, each of four runs of 32.
static void read_q6_k(float *out, const uint8_t *p) {
  float d = half_at(p + 208);
  for (int half = 0; half < 2; half++) {
    const uint8_t *low = p + half * 64, *high = p + 128 + half * 32;
    const int8_t *scales = (const int8_t *)(p + 192 + half * 8);
    for (int run = 0; run < 4; run++)
      for (int j = 0; j < 32; j++) {
        int nibble = run < 2 ? low[run % 2 * 32 + j] & 15 : low[run % 2 * 32 + j] >> 4;
        int code = (nibble | (high[j] >> (run * 2) & 3) << 4) - 32;
        out[half * 128 + run * 32 + j] = d * (float)scales[run * 2 + j / 16] * (float)code;
      }
  }
}

void ck_read_source_row(float *out, const void *row, int source, size_t columns) {
  static void (*const readers[31])(float *, const uint8_t *) = {
      [CK_SOURCE_F32] = read_f32,   [CK_SOURCE_F16] = read_f16,   [CK_SOURCE_BF16] = read_bf16,
      [CK_SOURCE_Q4_0] = read_q4_0, [CK_SOURCE_Q4_1] = read_q4_1, [CK_SOURCE_Q8_0] = read_q8_0,
      [CK_SOURCE_Q4_K] = read_q4_k, [CK_SOURCE_Q5_K] = read_q5_k, [CK_SOURCE_Q6_K] = read_q6_k,
  };
  struct ck_block_shape block = ck_block_of(source);
  if (!block.weights) return;
  const uint8_t *p = row;
  for (size_t c = 0; c + block.weights <= columns; c += block.weights, p += block.bytes)
    readers[source](out + c, p);
}
