"""How often llama.cpp chooses the token that it chooses, reading 512 tokens at once and one by one.

The texts are cut into windows of 512 tokens, each read both ways, with keys and values in half and
in single precision. Printed is the share of positions with the same most probable token: of all, and
of those where the two most probable ones of the first way are at least a margin of logits apart.

Run: llama-agreement.py MODEL.gguf TEXT... with the interpreter that `llama-build` prints.
"""
import ctypes
import pathlib
import sys

import llama_cpp as llama
import numpy

WINDOW = 512
WAYS = [(WINDOW, "f16"), (1, "f16"), (WINDOW, "f32"), (1, "f32")]
MARGINS = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 1)


@llama.llama_log_callback
def quiet(level, text, data):
    pass


def context(model, kind, batch):
    parameters = llama.llama_context_default_params()
    parameters.n_ctx, parameters.n_batch, parameters.n_ubatch = WINDOW, WINDOW, batch
    parameters.flash_attn_type = 0
    if kind == "f32":
        parameters.type_k = parameters.type_v = 0
    return llama.llama_init_from_model(model, parameters)


def choices(model, size, windows, kind, count):
    """The most probable token and its margin after each position, (positions, 2)."""
    here = context(model, kind, count)
    found = []
    for window in windows:
        llama.llama_memory_clear(llama.llama_get_memory(here), True)
        for start in range(0, WINDOW, count):
            batch = llama.llama_batch_init(count, 0, 1)
            batch.n_tokens = count
            for i in range(count):
                batch.token[i], batch.pos[i] = window[start + i], start + i
                batch.n_seq_id[i], batch.seq_id[i][0], batch.logits[i] = 1, 0, 1
            assert llama.llama_decode(here, batch) == 0
            logits = numpy.ctypeslib.as_array(llama.llama_get_logits(here), shape=(count, size))
            best = numpy.partition(logits, size - 2, axis=1)[:, size - 2 :]
            found.append(numpy.stack([logits.argmax(1), best[:, 1] - best[:, 0]], 1))
            llama.llama_batch_free(batch)
    return numpy.concatenate(found)


def main():
    llama.llama_log_set(quiet, ctypes.c_void_p(0))
    llama.llama_backend_init()
    model = llama.llama_model_load_from_file(
        sys.argv[1].encode(), llama.llama_model_default_params())
    vocabulary = llama.llama_model_get_vocab(model)
    windows = []
    for path in sys.argv[2:]:
        text = pathlib.Path(path).read_bytes()
        ids = (llama.llama_token * (len(text) + 8))()
        count = llama.llama_tokenize(vocabulary, text, len(text), ids, len(ids), False, False)
        windows += [ids[at : at + WINDOW] for at in range(0, count - WINDOW + 1, WINDOW)]
    size = llama.llama_vocab_n_tokens(vocabulary)
    found = [choices(model, size, windows, kind, count) for count, kind in WAYS]
    print(f"{len(found[0])} positions")
    for first, second in ((0, 1), (2, 3), (0, 2)):
        same = found[first][:, 0] == found[second][:, 0]
        shares = [
            f"{margin}: {100 * same[found[first][:, 1] >= margin].mean():.2f} %"
            for margin in MARGINS]
        print(WAYS[first], "and", WAYS[second], "by margin:", ", ".join(shares), flush=True)


main()
