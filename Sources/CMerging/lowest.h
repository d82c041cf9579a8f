/// The lowest of some numbers, which byte-pair merging asks for at every step.
///
/// In C because the compiler makes a minimum of vectors from comparisons and choices only where it sees
/// fit, and elsewhere branches that no processor can guess.
#ifndef PROMPTLS_LOWEST_H
#define PROMPTLS_LOWEST_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
typedef __m128 lowest_vector;
static inline lowest_vector lowest_load(const uint32_t *numbers) {
  return _mm_loadu_ps((const float *)numbers);
}
static inline lowest_vector lowest_lower(lowest_vector left, lowest_vector right) {
  return _mm_min_ps(left, right);
}
static inline uint32_t lowest_lane(lowest_vector four) {
  const __m128 two = _mm_min_ps(four, _mm_movehl_ps(four, four));
  const __m128 one = _mm_min_ss(two, _mm_shuffle_ps(two, two, 1));
  return (uint32_t)_mm_cvtsi128_si32(_mm_castps_si128(one));
}
#elif defined(__ARM_NEON)
#include <arm_neon.h>
typedef uint32x4_t lowest_vector;
static inline lowest_vector lowest_load(const uint32_t *numbers) { return vld1q_u32(numbers); }
static inline lowest_vector lowest_lower(lowest_vector left, lowest_vector right) {
  return vminq_u32(left, right);
}
static inline uint32_t lowest_lane(lowest_vector four) { return vminvq_u32(four); }
#else
typedef struct {
  uint32_t lanes[4];
} lowest_vector;
static inline lowest_vector lowest_load(const uint32_t *numbers) {
  return (lowest_vector){{numbers[0], numbers[1], numbers[2], numbers[3]}};
}
static inline lowest_vector lowest_lower(lowest_vector left, lowest_vector right) {
  for (int lane = 0; lane < 4; lane++)
    if (right.lanes[lane] < left.lanes[lane]) left.lanes[lane] = right.lanes[lane];
  return left;
}
static inline uint32_t lowest_lane(lowest_vector four) {
  uint32_t lowest = four.lanes[0];
  for (int lane = 1; lane < 4; lane++)
    if (four.lanes[lane] < lowest) lowest = four.lanes[lane];
  return lowest;
}
#endif

/// Gives the lowest of some numbers.
///
/// Each is the bits of a positive finite float, whose order is that of the floats: every x86-64 has a
/// minimum of those, and not of whole numbers.
///
/// @param numbers The numbers.
/// @param count How many: a multiple of 8, at least 8.
static inline uint32_t lowest_of(const uint32_t *numbers, intptr_t count) {
  lowest_vector one = lowest_load(numbers);
  lowest_vector two = lowest_load(numbers + 4);
  for (intptr_t place = 8; place < count; place += 8) {
    one = lowest_lower(one, lowest_load(numbers + place));
    two = lowest_lower(two, lowest_load(numbers + place + 4));
  }
  return lowest_lane(lowest_lower(one, two));
}

/// Gives the lowest of 64 numbers, as ``lowest_of`` does.
static inline uint32_t lowest_of_64(const uint32_t *numbers) {
  lowest_vector best[4];
  for (int chain = 0; chain < 4; chain++) best[chain] = lowest_load(numbers + 4 * chain);
  for (int place = 16; place < 64; place += 16)
    for (int chain = 0; chain < 4; chain++)
      best[chain] = lowest_lower(best[chain], lowest_load(numbers + place + 4 * chain));
  return lowest_lane(
      lowest_lower(lowest_lower(best[0], best[1]), lowest_lower(best[2], best[3])));
}

#endif
