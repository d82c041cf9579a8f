#include "merging_search.h"

uint32_t merging_search(const struct merging_tables *tables, const uint8_t *bytes, intptr_t count) {
  if (count > tables->longest_token) return merging_no_token;
  const uint64_t key = count <= 8 ? piece_hash_short_key(piece_hash_word(bytes), count)
                                  : piece_hash_long_key(bytes, count);
  const uint64_t hash = piece_hash_mix(key);
  if (slot_table_missing(tables->table, hash)) return merging_no_token;
  const struct slot slot = slot_table_slot(tables->table, hash);
  // Pieces are shorter than 255 bytes, from which on the check bits say no length.
  if (slot.key != key || slot.value >> 24 != (uint32_t)count) return merging_no_token;
  if (count > 8 && memcmp(tables->blob + slot.extra, bytes, (size_t)count))
    return merging_no_token;
  return slot.value & 0xFFFFFF;
}
