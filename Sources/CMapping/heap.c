#include "CMapping.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

void cm_give_back(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
