#include "CKernels.h"
#include <stdint.h>
#include <string.h>

_Bool ck_all_finite(const float *values, size_t count) {
  // The exponents of infinity and of no numbers carry into the sign's place.
  uint32_t carried = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, 4);
    carried |= (bits & 0x7FFFFFFF) + 0x00800000;
  }
  return carried >> 31 == 0;
}
