// What every processor of a kind has: SSE2, NEON, or no vectors at all.
#include "candidates_in_memory.h"
#define NAME any
#include "merging_body.h"
