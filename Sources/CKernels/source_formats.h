// How GGUF lays its quantized blocks out.
//
// Source: the block structures of the GGUF format as documented at
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md and the public descriptions of the
// quantizations; every type is checked against the reference decoder's output in the tests.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct ck_block_shape {
  size_t weights, bytes;
};

// The block of a type; no weights if the type is unknown.
static inline struct ck_block_shape ck_block_of(int source) {
  switch (source) {
    case 0: return (struct ck_block_shape){1, 4};       // F32
    case 1: case 30: return (struct ck_block_shape){1, 2};  // F16, BF16
    case 2: return (struct ck_block_shape){32, 18};     // Q4_0: scale, 16 bytes of nibbles
    case 3: return (struct ck_block_shape){32, 20};     // Q4_1: scale, minimum, nibbles
    case 8: return (struct ck_block_shape){32, 34};     // Q8_0: scale, 32 signed bytes
    case 12: return (struct ck_block_shape){256, 144};  // Q4_K
    case 13: return (struct ck_block_shape){256, 176};  // Q5_K
    case 14: return (struct ck_block_shape){256, 210};  // Q6_K
    default: return (struct ck_block_shape){0, 0};
  }
}

// Run i of 32 weights of a Q4_K block: weight = scale * code + minimum.
void ck_q4_k_run(const uint8_t *block, int i, float *scale, float *minimum, int codes[32]);
