#pragma once
#include <stddef.h>
#include <stdint.h>

/// The packed vocabularies, as `PackedVocabulary` of the module Tokenizers reads them.
/// Each is aligned to a page, so that touching one maps nothing of its neighbours.

typedef struct {
  const void *_Nullable bytes;
  size_t count;
} cv_vocabulary;

/// The vocabulary of a name; null bytes where there is none.
cv_vocabulary cv_named(const char *_Nonnull name);
