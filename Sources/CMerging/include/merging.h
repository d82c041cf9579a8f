/// Byte-pair merging of pieces of up to 64 bytes, for vocabularies whose ids are their ranks.
///
/// Written once, in `merging_body.h`, and compiled for several instruction sets.
#ifndef PROMPTLS_MERGING_H
#define PROMPTLS_MERGING_H

#include "slot_table.h"
#include "triple_table.h"

#pragma clang assume_nonnull begin

/// Bytes of the longest piece.
enum { merging_longest = 64 };

/// Bytes after a piece that are read with it.
enum { merging_margin = 32 };

/// What merging asks of a vocabulary.
struct merging_tables {
  /// The token of each byte.
  const uint32_t *byte_tokens;
  /// The token of each two bytes, the first the lower part of the index, or `merging_no_token`.
  const uint32_t *pair_tokens;
  struct triple_table triples;
  /// All tokens by their bytes.
  struct slot_table table;
  const uint8_t *blob;
  /// Bytes of the longest token.
  intptr_t longest_token;
};

/// Merges a piece.
///
/// @param tables The vocabulary.
/// @param piece The piece, with `merging_margin` more bytes to read.
/// @param count Its bytes, 1 to `merging_longest`.
/// @param tokens Receives each token at the place of its first byte; `merging_longest` words, of which
///   the others are undefined.
/// @returns The places at which tokens begin, a bit each, and all places after the piece.
typedef uint64_t merging_merge(
    const struct merging_tables *tables, const uint8_t *piece, intptr_t count, uint32_t *tokens);

/// Merges two pieces of `merging_longest` bytes in turns: while the one waits for memory the other
/// goes on.
///
/// @param tables The vocabulary.
/// @param left A piece, with `merging_margin` more bytes to read.
/// @param right Another.
/// @param tokens Receives the tokens of the first as of `merging_merge`, then those of the other.
/// @param starts Receives the places of both.
typedef void merging_merge_two(
    const struct merging_tables *tables, const uint8_t *left, const uint8_t *right,
    uint32_t *tokens, uint64_t *starts);

/// Merging, for an instruction set.
struct merging_functions {
  const char *name;
  merging_merge *merge;
  merging_merge_two *merge_two;
};

/// The functions for an instruction set that the processor has.
///
/// @param place Which of them, from 0; the fastest is the first.
/// @returns The functions, or null where there are no more.
const struct merging_functions *_Nullable merging_functions_at(intptr_t place);

#pragma clang assume_nonnull end
#endif
