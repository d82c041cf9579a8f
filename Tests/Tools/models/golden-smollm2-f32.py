"""Writes Tests/Fixtures/model/smollm2-f32.txt: what transformers makes of ten prompts in float32.

transformers dequantizes SmolLM2's Q4_1 file and computes everything in single precision, so that an
engine with the same weights in single precision can be held to float error. The prompts are the ids
in smollm2.txt. For each prompt: the 32 ids of the greedy continuation, then for positions 0, 15 and
31 of it one line with the logits, before that id, of ids 0, 499, 998 ...

Run: python3 golden-smollm2-f32.py [LOGITS], with torch, transformers, accelerate and gguf installed,
after fetch-smollm2. LOGITS, if named, gets all logits of all 320 positions as raw float32.
"""
import pathlib
import subprocess
import sys

import torch
import transformers

POSITIONS = [0, 15, 31]
STRIDE = 499


def continuation(model, ids, count):
    """The greedy ids and the logits before each, (count, vocabulary)."""
    chosen, rows, cache = [], [], None
    fed = torch.tensor([ids])
    for _ in range(count):
        out = model(fed, past_key_values=cache, use_cache=True)
        cache = out.past_key_values
        rows.append(out.logits[0, -1])
        chosen.append(int(rows[-1].argmax()))
        fed = torch.tensor([chosen[-1:]])
    return chosen, torch.stack(rows)


@torch.no_grad()
def main():
    here = pathlib.Path(__file__).resolve()
    path = pathlib.Path(subprocess.check_output([here.parent / "fetch-smollm2"], text=True).strip())
    model = transformers.AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32).eval()
    folder = here.parents[2] / "Fixtures" / "model"
    prompts = (folder / "smollm2.txt").read_text().splitlines()[1::3]
    lines, closest, everything = [f"transformers {transformers.__version__}"], float("inf"), []
    for prompt in prompts:
        chosen, logits = continuation(model, [int(i) for i in prompt.split()], 32)
        lines.append(" ".join(map(str, chosen)))
        for position in POSITIONS:
            lines.append(" ".join(f"{x:.5f}" for x in logits[position][::STRIDE].tolist()))
        best = logits.topk(2).values
        closest = min(closest, float((best[:, 0] - best[:, 1]).min()))
        everything.append(logits)
    (folder / "smollm2-f32.txt").write_text("\n".join(lines) + "\n")
    print(f"{len(prompts)} prompts; the two best logits are never nearer than {closest:.5f}")
    if len(sys.argv) > 1:
        torch.cat(everything).numpy().tofile(sys.argv[1])


main()
