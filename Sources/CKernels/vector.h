// Sixteen lanes, whatever the machine has.
//
// Included once by each instruction set's file, inside its target attribute. Clang splits the
// vectors over the registers there are; the order of all sums is that of the sixteen lanes.
#include <math.h>
#include <stddef.h>
#include <stdint.h>

typedef float f32x16 __attribute__((vector_size(64)));
typedef int32_t i32x16 __attribute__((vector_size(64)));
typedef uint32_t u32x16 __attribute__((vector_size(64)));
typedef uint16_t u16x16 __attribute__((vector_size(32)));
typedef int8_t i8x64 __attribute__((vector_size(64)));
typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef uint16_t u16x32 __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

INLINE f32x16 splat(float x) { return x - (f32x16){0}; }
INLINE i32x16 splat_int(int32_t x) { return x - (i32x16){0}; }

INLINE f32x16 load(const float *p) {
  f32x16 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store(float *p, f32x16 v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE u16x16 load_u16(const void *p) {
  u16x16 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

INLINE f32x16 load_first(const float *p, size_t n) {
  f32x16 v = {0};
  __builtin_memcpy(&v, p, n * sizeof(float));
  return v;
}
INLINE void store_first(float *p, f32x16 v, size_t n) {
  __builtin_memcpy(p, &v, n * sizeof(float));
}

INLINE f32x16 fma16(f32x16 a, f32x16 b, f32x16 c) { return __builtin_elementwise_fma(a, b, c); }

INLINE f32x16 as_float(i32x16 v) { return (f32x16)v; }
INLINE f32x16 to_float(i32x16 v) { return __builtin_convertvector(v, f32x16); }
INLINE f32x16 choose(i32x16 mask, f32x16 yes, f32x16 no) {
  return (f32x16)((mask & (i32x16)yes) | (~mask & (i32x16)no));
}
INLINE f32x16 greater(f32x16 a, f32x16 b) { return choose(a > b, a, b); }

// Half precision. The definition works on the bits; machines with a conversion use it.
INLINE f32x16 half_to_float_bits(u16x16 h) {
  u32x16 bits = __builtin_convertvector(h, u32x16);
  u32x16 sign = (bits & 0x8000) << 16;
  // The multiplication moves the exponent's bias from 15 to 127 and makes subnormals right.
  f32x16 magnitude = (f32x16)((bits & 0x7fff) << 13) * splat(0x1p112f);
  f32x16 special = (f32x16)((u32x16)magnitude | 0x7f800000);
  magnitude = choose((i32x16)((bits & 0x7c00) == 0x7c00), special, magnitude);
  return (f32x16)((u32x16)magnitude | sign);
}

INLINE u16x16 float_to_half_bits(f32x16 v) {
  u32x16 bits = (u32x16)v;
  u32x16 sign = (bits >> 16) & 0x8000;
  u32x16 magnitude = bits & 0x7fffffff;
  // Normal numbers: round to even at bit 13, move the bias.
  u32x16 normal = (magnitude + 0xfff + ((magnitude >> 13) & 1) - (112u << 23)) >> 13;
  // Subnormal numbers: an addition lets the unit of the last place be 2^-24.
  u32x16 subnormal = (u32x16)((f32x16)magnitude + splat(0.5f)) - 0x3f000000;
  u32x16 result = (u32x16)choose((i32x16)(magnitude < (113u << 23)), (f32x16)subnormal,
                                 (f32x16)normal);
  u32x16 overflow = 0x7c00 | ((u32x16)((i32x16)(magnitude > 0x7f800000)) & 0x200);
  result = (u32x16)choose((i32x16)(magnitude >= 0x477ff000), (f32x16)overflow, (f32x16)result);
  return __builtin_convertvector(result | sign, u16x16);
}

// Rounds to even, for magnitudes under 2^22.
INLINE f32x16 round_even(f32x16 x) {
  f32x16 magic = splat(12582912.0f);
  return (x + magic) - magic;
}

// Adds the lanes: the upper half onto the lower, down to one.
INLINE float sum_lanes(f32x16 v) {
  float lanes[16];
  store(lanes, v);
  for (size_t width = 8; width > 0; width /= 2)
    for (size_t i = 0; i < width; i++) lanes[i] += lanes[i + width];
  return lanes[0];
}
// The greatest lane, and the sum of integer lanes: no order to keep, so halves are folded in registers.
#define FOLDED(v, by)                                                                              \
  __builtin_shufflevector(v, v, (0 + by) % 16, (1 + by) % 16, (2 + by) % 16, (3 + by) % 16,        \
                          (4 + by) % 16, (5 + by) % 16, (6 + by) % 16, (7 + by) % 16,              \
                          (8 + by) % 16, (9 + by) % 16, (10 + by) % 16, (11 + by) % 16,            \
                          (12 + by) % 16, (13 + by) % 16, (14 + by) % 16, (15 + by) % 16)
INLINE float greatest_lane(f32x16 v) {
  v = greater(v, FOLDED(v, 8));
  v = greater(v, FOLDED(v, 4));
  v = greater(v, FOLDED(v, 2));
  return greater(v, FOLDED(v, 1))[0];
}
// The order of magnitudes is that of their bits; last come infinity and then what is no number.
INLINE i32x16 greater_int(i32x16 a, i32x16 b) {
  i32x16 mask = a > b;
  return (mask & a) | (~mask & b);
}
INLINE float greatest_magnitude(f32x16 a, f32x16 b) {
  i32x16 v = greater_int((i32x16)a & 0x7fffffff, (i32x16)b & 0x7fffffff);
  v = greater_int(v, FOLDED(v, 8));
  v = greater_int(v, FOLDED(v, 4));
  v = greater_int(v, FOLDED(v, 2));
  return as_float(greater_int(v, FOLDED(v, 1)))[0];
}
INLINE int32_t sum_int_lanes(i32x16 v) {
  v += FOLDED(v, 8);
  v += FOLDED(v, 4);
  v += FOLDED(v, 2);
  return (v + FOLDED(v, 1))[0];
}

// e^x to 2 units in the last place; 0 below -87.
//
// Source: the range reduction and polynomial of Cephes' expf (S. Moshier).
INLINE f32x16 exp16(f32x16 x) {
  i32x16 vanishes = x < splat(-87.0f);
  x = choose(vanishes, splat(-87.0f), x);
  x = choose(x > splat(88.0f), splat(88.0f), x);
  f32x16 n = round_even(x * splat(1.44269504088896341f));
  f32x16 r = fma16(n, splat(-0.693359375f), x);
  r = fma16(n, splat(2.12194440e-4f), r);
  f32x16 p = splat(1.9875691500e-4f);
  p = fma16(p, r, splat(1.3981999507e-3f));
  p = fma16(p, r, splat(8.3334519073e-3f));
  p = fma16(p, r, splat(4.1665795894e-2f));
  p = fma16(p, r, splat(1.6666665459e-1f));
  p = fma16(p, r, splat(5.0000001201e-1f));
  p = fma16(p, r * r, r + splat(1.0f));
  i32x16 exponent = __builtin_convertvector(n, i32x16);
  f32x16 result = p * as_float((exponent + 127) << 23);
  return choose(vanishes, splat(0), result);
}
