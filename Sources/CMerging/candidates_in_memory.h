// The candidates of a piece in memory, for processors with few and short vectors.
#ifndef PROMPTLS_CANDIDATES_IN_MEMORY_H
#define PROMPTLS_CANDIDATES_IN_MEMORY_H

#include "lowest.h"
#include "merging.h"

#define INLINE static inline __attribute__((always_inline))

// Behind those of the places is that of `no_place`, which nobody reads.
struct candidates {
  uint32_t numbers[65];
};

INLINE struct candidates candidates_make(const uint32_t *numbers, int sixteens) {
  struct candidates candidates;
  memcpy(candidates.numbers, numbers, (size_t)(16 * sixteens) * sizeof *numbers);
  return candidates;
}

INLINE void candidates_put(
    struct candidates *candidates, uint64_t place, uint32_t number, int sixteens) {
  (void)sixteens;
  candidates->numbers[place] = number;
}

INLINE uint32_t candidates_lowest(const struct candidates *candidates, int sixteens) {
  return sixteens == 4 ? lowest_of_64(candidates->numbers)
                       : lowest_of(candidates->numbers, 16 * sixteens);
}

#endif
