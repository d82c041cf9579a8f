#pragma once
#include <stddef.h>

/// The default model in the packed format of the module Model; aligned to a page, so that it is
/// used where it lies and read from the executable's file as it is touched.
typedef struct {
  const void *_Nonnull bytes;
  size_t count;
} cd_model;

cd_model cd_default_model(void);
