// Merging, for one instruction set; included by the file of each inside its target attribute, after
// one of the two ways to hold candidates. Its sizes are constants in every call, multiples of 16.
//
// The candidate of the part that begins at byte p is one 32-bit number: the rank of its merge with the
// next part, then p. The lowest number is the next merge, the leftmost of equal ranks. Where parts
// begin is one 64-bit number, so that the parts around one are found by counting zeros.
//
// What is found in the tables is as good as random, and a branch on it would be guessed wrong half of
// the time, which costs more than the question. So there are none but for what is rare.
#include "merging_search.h"

// Keeps the compiler from making branches of what a number was computed from.
#define OPAQUE(number) __asm__("" : "+r"(number))

// A candidate is the bits of a positive finite float, of which every processor has a minimum.
enum { place_bits = 7, place_mask = 127, no_place = 64 };
static const uint32_t no_candidate = (uint32_t)merging_no_token << place_bits;

struct merging {
  const struct merging_tables *tables;
  const uint8_t *piece;
  uint32_t *tokens;
  struct candidates candidates;
  uint64_t starts;
};

// The candidate of two parts, by the bytes of both, of which there are at least three.
INLINE uint32_t candidate(
    const struct merging_tables *tables, const uint8_t *piece, uint64_t start, uint64_t end) {
  const int64_t length = (int64_t)(end - start);
  const uint64_t word = piece_hash_word(piece + start);
  const uint32_t triple = triple_table_token(tables->triples, word);
  const uint64_t key = piece_hash_short_key(word, length < 8 ? length : 8);
  const uint64_t missing = slot_table_missing(tables->table, piece_hash_mix(key));
  uint64_t more_than_3 = (uint64_t)((3 - length) >> 63);
  const uint64_t more_than_8 = (uint64_t)((8 - length) >> 63);
  uint64_t is_none = (missing & ~more_than_8) | ~more_than_3;
  OPAQUE(is_none);
  if (is_none == 0)
    return merging_search(tables, piece + start, length) << place_bits | (uint32_t)start;
  OPAQUE(more_than_3);
  const uint32_t none = (triple ^ merging_no_token) & (uint32_t)more_than_3;
  return (triple ^ none) << place_bits | (uint32_t)start;
}

INLINE struct merging begin(
    const struct merging_tables *tables, const uint8_t *piece, intptr_t count, uint32_t *tokens,
    int sixteens) {
  uint32_t numbers[64];
  for (intptr_t place = 0; place < 16 * sixteens; place++) {
    const uint32_t pair = piece[place] | (uint32_t)piece[place + 1] << 8;
    // What is beyond the last pair is none.
    const uint32_t token = place < count - 1 ? tables->pair_tokens[pair] : merging_no_token;
    numbers[place] = token << place_bits | (uint32_t)place;
    tokens[place] = tables->byte_tokens[piece[place]];
  }
  return (struct merging){
      tables, piece, tokens, candidates_make(numbers, sixteens), ~(uint64_t)0};
}

// Does the next merge; returns whether there was one.
INLINE int step(struct merging *m, intptr_t count, int sixteens) {
  const uint32_t low = candidates_lowest(&m->candidates, sixteens);
  if (low >= no_candidate) return 0;
  const uint64_t place = low & place_mask;
  m->tokens[place] = low >> place_bits;
  // What begins after the part: the one that joins it, the one after that, and the next.
  const uint64_t following = m->starts & (~(uint64_t)1 << place);
  const uint64_t joined = (uint64_t)__builtin_ctzll(following);
  const uint64_t others = following & (following - 1);
  const uint64_t rest = others & (others - 1);
  const uint64_t after = others ? (uint64_t)__builtin_ctzll(others) : 64;
  const uint64_t end = rest ? (uint64_t)__builtin_ctzll(rest) : 64;
  m->starts ^= following ^ others;
  const uint64_t preceding = m->starts & (((uint64_t)1 << place) - 1);
  const uint64_t before = preceding ? 63 - (uint64_t)__builtin_clzll(preceding) : no_place;
  const uint32_t right =
      (intptr_t)after < count ? candidate(m->tables, m->piece, place, end) : no_candidate;
  const uint32_t left = preceding ? candidate(m->tables, m->piece, before, after) : no_candidate;
  candidates_put(&m->candidates, joined, no_candidate, sixteens);
  candidates_put(&m->candidates, place, right, sixteens);
  candidates_put(&m->candidates, before, left, sixteens);
  return 1;
}

INLINE uint64_t merge_in(
    const struct merging_tables *tables, const uint8_t *piece, intptr_t count, uint32_t *tokens,
    int sixteens) {
  struct merging m = begin(tables, piece, count, tokens, sixteens);
  while (step(&m, count, sixteens)) {}
  return m.starts;
}

static uint64_t merge(
    const struct merging_tables *tables, const uint8_t *piece, intptr_t count, uint32_t *tokens) {
  if (count <= 16) return merge_in(tables, piece, count, tokens, 1);
  if (count <= 32) return merge_in(tables, piece, count, tokens, 2);
  return merge_in(tables, piece, count, tokens, 4);
}

static void merge_two(
    const struct merging_tables *tables, const uint8_t *left, const uint8_t *right,
    uint32_t *tokens, uint64_t *starts) {
  struct merging one = begin(tables, left, 64, tokens, 4);
  struct merging two = begin(tables, right, 64, tokens + 64, 4);
  int one_goes_on, two_goes_on;
  do {
    one_goes_on = step(&one, 64, 4);
    two_goes_on = step(&two, 64, 4);
  } while (one_goes_on && two_goes_on);
  while (one_goes_on) one_goes_on = step(&one, 64, 4);
  while (two_goes_on) two_goes_on = step(&two, 64, 4);
  starts[0] = one.starts;
  starts[1] = two.starts;
}

#define CONCATENATE(left, right) left##right
#define NAMED(prefix, name) CONCATENATE(prefix, name)
#define TEXT(name) TEXT_OF(name)
#define TEXT_OF(name) #name

const struct merging_functions NAMED(merging_functions_, NAME) = {TEXT(NAME), merge, merge_two};
