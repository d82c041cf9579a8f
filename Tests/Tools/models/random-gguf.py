"""Writes a GGUF model with random weights, for benchmarks against llama.cpp.

Run: python3 random-gguf.py SHAPE TYPE OUT, with gguf and numpy installed. SHAPE is gpt2 (124 million
weights) or default (the built-in model's shape: llama, 256 wide, 6 layers); TYPE is a quantization
the gguf package writes: Q8_0, Q4_0, Q4_1, F16, F32. Norms and biases are F32.
"""
import sys

import gguf
import numpy

SHAPES = {
    "gpt2": dict(arch="gpt2", layers=12, width=768, heads=12, kv=12, hidden=3072, context=1024),
    "default": dict(arch="llama", layers=6, width=256, heads=8, kv=8, hidden=768, context=1024),
}
VOCABULARY = 50257


def main():
    shape, kind = SHAPES[sys.argv[1]], gguf.GGMLQuantizationType[sys.argv[2]]
    random = numpy.random.default_rng(1)
    writer = gguf.GGUFWriter(sys.argv[3], shape["arch"])
    writer.add_block_count(shape["layers"])
    writer.add_embedding_length(shape["width"])
    writer.add_head_count(shape["heads"])
    writer.add_head_count_kv(shape["kv"])
    writer.add_feed_forward_length(shape["hidden"])
    writer.add_context_length(shape["context"])
    writer.add_layer_norm_eps(1e-5)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(VOCABULARY)

    def matrix(name, rows, columns):
        values = random.normal(0, 0.05, (rows, columns)).astype(numpy.float32)
        writer.add_tensor(name, gguf.quantize(values, kind), raw_dtype=kind)

    def vector(name, size, value):
        writer.add_tensor(name, numpy.full(size, value, numpy.float32))

    width, hidden, keys = shape["width"], shape["hidden"], shape["kv"] * shape["width"] // shape["heads"]
    is_gpt2 = shape["arch"] == "gpt2"
    matrix("token_embd.weight", VOCABULARY, width)
    if is_gpt2:
        table = random.normal(0, 0.02, (shape["context"], width)).astype(numpy.float32)
        writer.add_tensor("position_embd.weight", table)
    vector("output_norm.weight", width, 1)
    if is_gpt2:
        vector("output_norm.bias", width, 0)
    for layer in range(shape["layers"]):
        prefix = f"blk.{layer}."
        vector(prefix + "attn_norm.weight", width, 1)
        vector(prefix + "ffn_norm.weight", width, 1)
        if is_gpt2:
            vector(prefix + "attn_norm.bias", width, 0)
            vector(prefix + "ffn_norm.bias", width, 0)
            matrix(prefix + "attn_qkv.weight", 3 * width, width)
            vector(prefix + "attn_qkv.bias", 3 * width, 0)
            vector(prefix + "attn_output.bias", width, 0)
            vector(prefix + "ffn_up.bias", hidden, 0)
            vector(prefix + "ffn_down.bias", width, 0)
        else:
            matrix(prefix + "attn_q.weight", width, width)
            matrix(prefix + "attn_k.weight", keys, width)
            matrix(prefix + "attn_v.weight", keys, width)
            matrix(prefix + "ffn_gate.weight", hidden, width)
        matrix(prefix + "attn_output.weight", width, width)
        matrix(prefix + "ffn_up.weight", hidden, width)
        matrix(prefix + "ffn_down.weight", width, hidden)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
