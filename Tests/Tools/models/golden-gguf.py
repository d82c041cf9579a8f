"""Writes the tiny models of Tests/Fixtures/model/ as GGUF, and holds llama.cpp to their logits.

For gpt2-tiny, llama-tiny, llama3-tiny and qwen2-tiny: NAME/model.gguf beside the Hugging Face files,
with the same weights under llama.cpp's names and in llama.cpp's order. It is kept only if llama.cpp
computes from it what transformers computed (logits.txt).

Run: golden-gguf.py with the interpreter that `llama-build` prints and gguf, safetensors and numpy
installed there, after golden-tiny.py.
"""
import ctypes
import json
import math
import pathlib

import gguf
import llama_cpp as llama
import numpy
import safetensors

FIXTURES = pathlib.Path(__file__).parents[2] / "Fixtures" / "model"
GPT2 = {
    "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output", "mlp.c_fc": "ffn_up",
    "mlp.c_proj": "ffn_down", "ln_1": "attn_norm", "ln_2": "ffn_norm", "ln_f": "output_norm",
    "wte": "token_embd", "wpe": "position_embd"}
LLAMA = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm", "norm": "output_norm", "embed_tokens": "token_embd",
    "lm_head": "output"}


@llama.llama_log_callback
def quiet(level, text, data):
    pass


def renamed(name, table):
    parts = name.removeprefix("transformer.").removeprefix("model.").split(".")
    prefix = ""
    if parts[0] in ("h", "layers"):
        prefix, parts = f"blk.{parts[1]}.", parts[2:]
    return prefix + table[".".join(parts[:-1])] + "." + parts[-1]


def adjacent(weight, heads):
    """Rows of a head from halves (i, i + D / 2) to neighbours (2i, 2i + 1)."""
    shape = weight.shape
    return weight.reshape(heads, 2, shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(shape)


def divisors(rope, size):
    factors = []
    for index in range(size // 2):
        wavelength = 2 * math.pi * rope["rope_theta"] ** (2 * index / size)
        low = rope["original_max_position_embeddings"] / rope["low_freq_factor"]
        high = rope["original_max_position_embeddings"] / rope["high_freq_factor"]
        smooth = (low / wavelength - 1) / (low / high - 1)
        factors.append(
            1 if wavelength < high else rope["factor"] if wavelength > low
            else 1 / ((1 - smooth) / rope["factor"] + smooth))
    return numpy.array(factors, numpy.float32)


def write(folder):
    config = json.loads((folder / "config.json").read_text())
    kind = config["model_type"]
    is_gpt2 = kind == "gpt2"
    writer = gguf.GGUFWriter(folder / "model.gguf", kind)
    heads = config["n_head" if is_gpt2 else "num_attention_heads"]
    width = config["n_embd" if is_gpt2 else "hidden_size"]
    writer.add_block_count(config["n_layer" if is_gpt2 else "num_hidden_layers"])
    writer.add_embedding_length(width)
    writer.add_head_count(heads)
    writer.add_feed_forward_length(4 * width if is_gpt2 else config["intermediate_size"])
    writer.add_context_length(config["n_positions" if is_gpt2 else "max_position_embeddings"])
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(config["vocab_size"])
    rope = None
    if is_gpt2:
        writer.add_layer_norm_eps(config["layer_norm_epsilon"])
    else:
        rope = config.get("rope_parameters") or {"rope_type": "default", "rope_theta": 10000.0}
        writer.add_head_count_kv(config["num_key_value_heads"])
        writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
        writer.add_rope_freq_base(rope["rope_theta"])
        writer.add_rope_dimension_count(width // heads)
        if rope["rope_type"] == "llama3":
            writer.add_tensor("rope_freqs.weight", divisors(rope, width // heads))
    with safetensors.safe_open(folder / "model.safetensors", "numpy") as file:
        for name in file.keys():
            tensor = file.get_tensor(name)
            new = renamed(name, GPT2 if is_gpt2 else LLAMA)
            if is_gpt2 and tensor.ndim == 2 and ".c_" in name:
                tensor = tensor.T
            if kind == "llama" and new.endswith("attn_q.weight"):
                tensor = adjacent(tensor, heads)
            if kind == "llama" and new.endswith("attn_k.weight"):
                tensor = adjacent(tensor, config["num_key_value_heads"])
            if tensor.ndim == 1 or "position" in new:
                tensor = tensor.astype(numpy.float32)
            writer.add_tensor(new, numpy.ascontiguousarray(tensor))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def check(folder):
    lines = (folder / "logits.txt").read_text().splitlines()
    ids = [int(i) for i in lines[0].split()]
    expected = numpy.array([[float(x) for x in line.split()] for line in lines[1:]])
    model = llama.llama_model_load_from_file(
        str(folder / "model.gguf").encode(), llama.llama_model_default_params())
    parameters = llama.llama_context_default_params()
    parameters.flash_attn_type = 0
    context = llama.llama_init_from_model(model, parameters)
    found = []
    for token in ids:
        llama.llama_decode(
            context, llama.llama_batch_get_one((llama.llama_token * 1)(token), 1))
        logits = llama.llama_get_logits(context)
        found.append(numpy.ctypeslib.as_array(logits, shape=(expected.shape[1],)).copy())
    # llama.cpp keeps keys and values in half precision.
    apart = float(abs(numpy.array(found) - expected).max())
    assert apart < 0.02, (folder.name, apart)
    print(f"{folder.name}: llama.cpp and transformers differ by at most {apart:.5f}")


def main():
    llama.llama_log_set(quiet, ctypes.c_void_p(0))
    for name in ["gpt2-tiny", "llama-tiny", "llama3-tiny", "qwen2-tiny"]:
        write(FIXTURES / name)
        check(FIXTURES / name)


main()
