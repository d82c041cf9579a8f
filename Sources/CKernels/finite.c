#include "CKernels.h"
#include <stdint.h>
#include <string.h>

_Bool ck_all_finite(const float *values, size_t count) {
  // Bits without the sign compare as integers do; from this one on they are infinity and no numbers.
  uint32_t worst = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, 4);
    bits &= 0x7FFFFFFF;
    worst = bits > worst ? bits : worst;
  }
  return worst < 0x7F800000;
}
