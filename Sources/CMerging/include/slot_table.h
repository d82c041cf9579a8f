/// The hash of byte strings, and the perfect hash table that is built on it.
///
/// In C because both sides read it: Swift, and the merging of pieces, which asks it at every step.
#ifndef PROMPTLS_SLOT_TABLE_H
#define PROMPTLS_SLOT_TABLE_H

#include <stdint.h>
#include <string.h>

#pragma clang assume_nonnull begin

#define SLOT_TABLE_INLINE static inline __attribute__((always_inline))

static const uint64_t piece_hash_multiplier = 0x9E3779B97F4A7C15u;

/// Folds the 128-bit product of a word and the multiplier into 64 bits.
SLOT_TABLE_INLINE uint64_t piece_hash_mix(uint64_t word) {
  const uint64_t seed = 0xA0761D6478BD642Fu;
  const unsigned __int128 product = (unsigned __int128)(word ^ seed) * piece_hash_multiplier;
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/// Loads 8 bytes, first byte lowest.
SLOT_TABLE_INLINE uint64_t piece_hash_word(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

/// Gives the key of the first 1 to 8 bytes of a word.
SLOT_TABLE_INLINE uint64_t piece_hash_short_key(uint64_t word, intptr_t count) {
  // Without the length, strings that end in NUL would share a key.
  return (word & (~(uint64_t)0 >> ((8 - count) * 8))) ^ (uint64_t)count * piece_hash_multiplier;
}

/// Gives the key of a string of more than 8 bytes.
SLOT_TABLE_INLINE uint64_t piece_hash_long_key(const uint8_t *bytes, intptr_t count) {
  uint64_t hash = (uint64_t)count * piece_hash_multiplier;
  for (intptr_t index = 0; index + 8 < count; index += 8)
    hash = piece_hash_mix(hash ^ piece_hash_word(bytes + index));
  return piece_hash_mix(hash ^ piece_hash_word(bytes + (count - 8)));
}

/// One entry, 16 bytes.
struct slot {
  uint64_t key;
  /// Token id in the low 24 bits, check bits in the high 8; zero check bits mark an empty slot.
  uint32_t value;
  /// For tokens where their bytes begin in the blob; for merges their rank.
  uint32_t extra;
};

struct slot_table {
  const uint16_t *pilots;
  const struct slot *slots;
  /// Two bits for each key, in the word that the high bits of its hash name.
  const uint64_t *filter;
  /// 64 less the binary logarithm of the number of words.
  uint64_t filter_shift;
  uint64_t bucket_count;
  uint64_t slot_count;
};

/// The bits of a hash in its word of the filter.
SLOT_TABLE_INLINE uint64_t slot_table_filter_bits(uint64_t hash) {
  return (uint64_t)1 << (hash & 63) | (uint64_t)1 << (hash >> 6 & 63);
}

/// The bits of a hash that its word of the filter lacks: where there is one, its key is not there.
SLOT_TABLE_INLINE uint64_t slot_table_missing(struct slot_table table, uint64_t hash) {
  return slot_table_filter_bits(hash) & ~table.filter[hash >> table.filter_shift];
}

SLOT_TABLE_INLINE uint64_t slot_table_bucket(uint64_t hash, uint64_t bucket_count) {
  return ((hash & 0xFFFFFFFFu) * bucket_count) >> 32;
}

SLOT_TABLE_INLINE uint64_t slot_table_position(
    uint64_t hash, uint16_t pilot, uint64_t slot_count) {
  const uint64_t permuted = (hash ^ (uint64_t)pilot * 0xD6E8FEB86659FD93u) * piece_hash_multiplier;
  return ((permuted >> 32) * slot_count) >> 32;
}

/// The slot of a key, by its hash, whether the key is there or not.
SLOT_TABLE_INLINE struct slot slot_table_slot(struct slot_table table, uint64_t hash) {
  const uint16_t pilot = table.pilots[slot_table_bucket(hash, table.bucket_count)];
  return table.slots[slot_table_position(hash, pilot, table.slot_count)];
}

#undef SLOT_TABLE_INLINE
#pragma clang assume_nonnull end
#endif
