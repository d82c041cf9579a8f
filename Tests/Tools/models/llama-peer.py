"""llama.cpp, timed: one request a line on stdin, one answer a line on stdout, both JSON.

Started by `bench engine` as: python3 llama-peer.py MODEL.gguf. Requests are {"op": "open",
"threads": N, "variant": 0 or 1}, {"op": "prefill", "tokens": N} and {"op": "decode", "depth": D,
"tokens": N}; an answer is {"seconds": S}. Needs llama-cpp-python, which `llama-build` builds.
"""
import ctypes
import json
import os
import sys
import time

import llama_cpp as llama


@llama.llama_log_callback
def quiet(level, text, data):
    pass


class Context:
    def __init__(self, path):
        llama.llama_log_set(quiet, ctypes.c_void_p(0))
        llama.llama_backend_init()
        self.model = llama.llama_model_load_from_file(
            path.encode(), llama.llama_model_default_params())
        self.contexts = {}
        self.ids = [(i * 7919) % 40000 + 10 for i in range(1024)]

    def open(self, threads, flash):
        key = (threads, flash)
        if key not in self.contexts:
            parameters = llama.llama_context_default_params()
            parameters.n_ctx, parameters.n_batch, parameters.n_ubatch = 1024, 1024, 512
            parameters.n_threads = parameters.n_threads_batch = threads
            parameters.flash_attn_type = flash
            self.contexts[key] = llama.llama_init_from_model(self.model, parameters)
        self.context = self.contexts[key]
        self.memory = llama.llama_get_memory(self.context)

    def clear(self, count):
        llama.llama_memory_seq_rm(self.memory, 0, count, -1)

    def decode(self, tokens):
        array = (llama.llama_token * len(tokens))(*tokens)
        assert llama.llama_decode(self.context, llama.llama_batch_get_one(array, len(tokens))) == 0
        llama.llama_get_logits(self.context)

    def answer(self, request):
        if request["op"] == "open":
            self.open(request["threads"], request["variant"])
            self.clear(0)
            self.decode(self.ids[:16])
            return 0
        if request["op"] == "prefill":
            self.clear(0)
            start = time.perf_counter()
            self.decode(self.ids[: request["tokens"]])
            return time.perf_counter() - start
        self.clear(0)
        if request["depth"]:
            self.decode(self.ids[: request["depth"]])
        start = time.perf_counter()
        for index in range(request["tokens"]):
            self.decode(self.ids[index : index + 1])
        return time.perf_counter() - start


def main():
    context = Context(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps({"seconds": context.answer(json.loads(line))}), flush=True)
    os._exit(0)


main()
