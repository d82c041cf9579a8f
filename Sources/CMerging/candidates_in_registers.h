// The candidates of a piece in vectors and never in memory: a vector that is loaded soon after one of
// its numbers was stored waits until the store is done with.
#ifndef PROMPTLS_CANDIDATES_IN_REGISTERS_H
#define PROMPTLS_CANDIDATES_IN_REGISTERS_H

#include "merging.h"

#define INLINE static inline __attribute__((always_inline))

typedef uint32_t u32x16 __attribute__((vector_size(64)));

struct candidates {
  u32x16 vectors[4];
};

INLINE struct candidates candidates_make(const uint32_t *numbers, int sixteens) {
  struct candidates candidates = {0};
  for (int vector = 0; vector < sixteens; vector++)
    memcpy(&candidates.vectors[vector], numbers + 16 * vector, sizeof(u32x16));
  return candidates;
}

INLINE u32x16 splat(uint32_t number) { return number - (u32x16){0}; }

INLINE void candidates_put(
    struct candidates *candidates, uint64_t place, uint32_t number, int sixteens) {
  const u32x16 first = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  for (int vector = 0; vector < sixteens; vector++) {
    const u32x16 places = first + splat(16 * (uint32_t)vector);
    const u32x16 here = (u32x16)(places == splat((uint32_t)place));
    u32x16 *numbers = &candidates->vectors[vector];
    *numbers = (here & splat(number)) | (~here & *numbers);
  }
}

INLINE uint32_t candidates_lowest(const struct candidates *candidates, int sixteens) {
  const u32x16 *vectors = candidates->vectors;
  u32x16 low = vectors[0];
  if (sixteens >= 2) low = __builtin_elementwise_min(low, vectors[1]);
  if (sixteens == 4)
    low = __builtin_elementwise_min(low, __builtin_elementwise_min(vectors[2], vectors[3]));
  return __builtin_reduce_min(low);
}

#endif
