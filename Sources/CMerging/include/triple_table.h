/// The tokens of three bytes.
///
/// Merging asks for strings of three bytes more than for all others together. Each two bytes name a
/// row, a place among the entries; the third byte is added to it, and an entry is the row's if it
/// carries that byte, since no two rows begin at the same place. Rows overlap wherever their
/// entries fit between each other's, so that the entries are nearly as few as the tokens.
///
/// Source: Tarjan and Yao, *Storing a sparse table*, Communications of the ACM 22, 1979.
#ifndef PROMPTLS_TRIPLE_TABLE_H
#define PROMPTLS_TRIPLE_TABLE_H

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Stands where there is no token; real ids are lower.
enum : uint32_t { merging_no_token = 0xFEFFFF };

struct triple_table {
  /// Where the row of each two bytes begins; 0 for those that begin no token.
  const uint16_t *rows;
  /// The third byte in the high 8 bits, the token in the others.
  const uint32_t *entries;
};

/// Finds the token of three bytes.
///
/// @param bytes The three in the low bits, the first lowest; whatever is above them is ignored.
/// @returns The token or `merging_no_token`.
static inline __attribute__((always_inline)) uint32_t triple_table_token(
    struct triple_table table, uint64_t bytes) {
  const uint32_t third = bytes >> 16 & 0xFF;
  const uint32_t entry = table.entries[table.rows[bytes & 0xFFFF] + third];
  return entry >> 24 == third ? entry & 0xFFFFFF : merging_no_token;
}

#pragma clang assume_nonnull end
#endif
