"""transformers or CTranslate2, timed: one request a line on stdin, one answer a line on stdout.

Started by `bench engine FOLDER --with transformers` (or ctranslate2) as: python3 torch-peer.py FOLDER
ENGINE. FOLDER is a GPT-2 as Hugging Face has it; `promptls models init FOLDER` makes one. Requests are
those of llama-peer.py, where "variant" 0 is single precision and 1 is bfloat16 (transformers) or int8
(ctranslate2). Needs torch, transformers and ctranslate2 from PyPI.
"""
import json
import os
import pathlib
import sys
import tempfile
import time

import torch
import transformers

IDS = [(i * 7919) % 40000 + 10 for i in range(1024)]


class Torch:
    def __init__(self, folder, threads, variant):
        torch.set_num_threads(threads)
        dtype = torch.bfloat16 if variant else torch.float32
        self.model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()
        self.cache = None

    @torch.no_grad()
    def read(self, ids):
        out = self.model(
            torch.tensor([ids]), past_key_values=self.cache, use_cache=True, logits_to_keep=1)
        self.cache = out.past_key_values

    def prefill(self, count):
        self.cache = None
        start = time.perf_counter()
        self.read(IDS[:count])
        return time.perf_counter() - start

    def decode(self, depth, count):
        self.prefill(max(depth, 1))
        start = time.perf_counter()
        for index in range(count):
            self.read(IDS[index: index + 1])
        return time.perf_counter() - start


class CTranslate:
    def __init__(self, folder, threads, variant):
        import ctranslate2
        self.folder = tempfile.TemporaryDirectory()
        source = pathlib.Path(self.folder.name) / "source"
        source.mkdir()
        for name in ("config.json", "model.safetensors"):
            os.symlink((pathlib.Path(folder) / name).resolve(), source / name)
        # The converter wants a tokenizer; tokens are named by their ids.
        size = json.loads((source / "config.json").read_text())["vocab_size"]
        vocabulary = {f"t{i}": i for i in range(size - 1)} | {"<|endoftext|>": size - 1}
        (source / "vocab.json").write_text(json.dumps(vocabulary))
        (source / "merges.txt").write_text("#version: 0.2\n")
        tokenizer = {"tokenizer_class": "GPT2Tokenizer"}
        (source / "tokenizer_config.json").write_text(json.dumps(tokenizer))
        out = str(pathlib.Path(self.folder.name) / "converted")
        kind = "int8" if variant else "float32"
        ctranslate2.converters.TransformersConverter(str(source)).convert(out, quantization=kind)
        self.model = ctranslate2.Generator(
            out, compute_type=kind, intra_threads=threads, inter_threads=1)

    def generate(self, prompt, count):
        start = time.perf_counter()
        self.model.generate_batch(
            [[f"t{i}" for i in prompt]], max_length=count, min_length=count, sampling_topk=1,
            include_prompt_in_result=False)
        return time.perf_counter() - start

    def prefill(self, count):
        return self.generate(IDS[:count], 1)

    def decode(self, depth, count):
        """The time of `count` more tokens: what the first takes is taken off."""
        prompt = IDS[: max(depth, 1)]
        return self.generate(prompt, count + 1) - self.generate(prompt, 1)


def main():
    folder, engine = sys.argv[1:3]
    kind = {"transformers": Torch, "ctranslate2": CTranslate}[engine]
    opened = {}
    with torch.no_grad():
        for line in sys.stdin:
            request = json.loads(line)
            seconds = 0
            if request["op"] == "open":
                key = (request["threads"], request["variant"])
                if key not in opened:
                    opened[key] = kind(folder, *key)
                current = opened[key]
                current.prefill(16)
            elif request["op"] == "prefill":
                seconds = current.prefill(request["tokens"])
            else:
                seconds = current.decode(request["depth"], request["tokens"])
            print(json.dumps({"seconds": seconds}), flush=True)


main()
