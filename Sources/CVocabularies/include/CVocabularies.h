#pragma once
#include <stddef.h>
#include <stdint.h>

/// The packed vocabularies, as `PackedVocabulary` of the module Tokenizers reads them.
/// Each is aligned to a page, so that touching one maps nothing of its neighbours.

typedef struct {
  const void *_Nonnull bytes;
  size_t count;
} cv_vocabulary;

cv_vocabulary cv_gpt2(void);
cv_vocabulary cv_p50k_base(void);
cv_vocabulary cv_cl100k_base(void);
cv_vocabulary cv_o200k_base(void);
cv_vocabulary cv_bert_base_uncased(void);
