#pragma once
#include <stddef.h>

/// `protocol/promptls.openrpc.json`, the source of truth for the requests, errors and settings that
/// are promptls's own.

typedef struct {
  const void *_Nonnull bytes;
  size_t count;
} cp_document;

cp_document cp_openrpc(void);
