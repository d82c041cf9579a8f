"""Writes tiny models and their reference logits into Tests/Fixtures/model/.

gpt2-tiny (F32), gpt2-tiny-shards (BF16, two shards), llama-tiny (F16), llama3-tiny (F32, scaled
rotary frequencies), qwen2-tiny (F32, biases): each a Hugging Face folder with random weights and
logits.txt, made by transformers in float32: a line of token ids, then a line of logits for each.
quants.txt: blocks of random bytes in each GGUF tensor type and what the gguf package decodes them
to, as hexadecimal.

Run: python3 golden-tiny.py, with torch, transformers, safetensors, gguf and numpy installed.
"""
import json
import pathlib
import shutil

import gguf
import numpy
import safetensors.torch
import torch
import transformers

FIXTURES = pathlib.Path(__file__).parents[2] / "Fixtures" / "model"
VOCABULARY = 97
GPT2 = dict(
    vocab_size=VOCABULARY, n_positions=48, n_embd=24, n_layer=2, n_head=3, bos_token_id=0,
    eos_token_id=0)
LLAMA = dict(
    vocab_size=VOCABULARY, hidden_size=32, intermediate_size=44, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64, bos_token_id=0,
    eos_token_id=0, pad_token_id=0)


def save(name, model, dtype, shards=1):
    folder = FIXTURES / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    generator = torch.Generator().manual_seed(len(name))
    with torch.no_grad():
        for parameter in model.parameters():
            # Wider than the usual initialization, so that attention and norms matter.
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.15)
            parameter.copy_(parameter.to(dtype).float())
    tensors = {k: v.to(dtype).contiguous() for k, v in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        tensors.pop("lm_head.weight", None)
    names = sorted(tensors)
    if shards == 1:
        safetensors.torch.save_file(tensors, folder / "model.safetensors")
    else:
        where = {}
        for index in range(shards):
            file = f"model-{index + 1:05}-of-{shards:05}.safetensors"
            part = {n: tensors[n] for n in names[index::shards]}
            where.update({n: file for n in part})
            safetensors.torch.save_file(part, folder / file)
        index = {"metadata": {}, "weight_map": where}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "config.json").write_text(model.config.to_json_string(use_diff=False))
    ids = torch.randint(0, VOCABULARY, (40,), generator=generator)
    with torch.no_grad():
        logits = model.eval().float()(ids[None]).logits[0]
    lines = [" ".join(map(str, ids.tolist()))]
    lines += [" ".join(f"{x:.6f}" for x in row) for row in logits.tolist()]
    (folder / "logits.txt").write_text("\n".join(lines) + "\n")


def quants():
    random = numpy.random.default_rng(7)
    lines = []
    for name in ["Q4_0", "Q4_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "BF16", "F16"]:
        kind = gguf.GGMLQuantizationType[name]
        weights, size = gguf.GGML_QUANT_SIZES[kind]
        blocks = 2 if weights > 1 else 16
        data = random.integers(0, 256, (blocks, size), dtype=numpy.uint8)
        # Scales are halves between 0.01 and 2, that no block may be infinite.
        places = {"Q4_0": [0], "Q4_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2],
                  "Q6_K": [208], "F16": [0]}.get(name, [])
        for block in data:
            for place in places:
                half = numpy.float16(random.uniform(0.01, 2))
                block[place:place + 2] = numpy.frombuffer(half.tobytes(), numpy.uint8)
            if name == "BF16":
                block[1] = 0x3F
        values = gguf.dequantize(data.reshape(1, -1), kind).astype("<f4").reshape(-1)
        lines += [f"{name} {kind.value} {values.size}", data.tobytes().hex(), values.tobytes().hex()]
    (FIXTURES / "quants.txt").write_text("\n".join(lines) + "\n")


def main():
    torch.manual_seed(1)
    gpt2 = transformers.GPT2Config(**GPT2)
    save("gpt2-tiny", transformers.GPT2LMHeadModel(gpt2), torch.float32)
    save("gpt2-tiny-shards", transformers.GPT2LMHeadModel(gpt2), torch.bfloat16, shards=2)
    llama = transformers.LlamaConfig(**LLAMA)
    save("llama-tiny", transformers.LlamaForCausalLM(llama), torch.float16)
    scaled = transformers.LlamaConfig(
        **LLAMA, tie_word_embeddings=True,
        rope_parameters={"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0,
                         "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                         "original_max_position_embeddings": 16})
    save("llama3-tiny", transformers.LlamaForCausalLM(scaled), torch.float32)
    qwen2 = transformers.Qwen2Config(**LLAMA, tie_word_embeddings=True)
    save("qwen2-tiny", transformers.Qwen2ForCausalLM(qwen2), torch.float32)
    quants()


main()
