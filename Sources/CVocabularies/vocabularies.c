#include "CVocabularies.h"
#include <string.h>

// A section of their own keeps the tables in the read-only segment whatever the link mode.
#ifdef __APPLE__
#define PACKED __attribute__((section("__TEXT,vocabularies"))) _Alignas(16384)
#else
#define PACKED __attribute__((section("vocabularies"))) _Alignas(4096)
#endif

#include "packed/vocabularies.inc"

cv_vocabulary cv_named(const char *name) {
  for (size_t i = 0; i < sizeof embedded / sizeof *embedded; i++)
    if (!strcmp(embedded[i].name, name)) return embedded[i].vocabulary;
  return (cv_vocabulary){NULL, 0};
}
