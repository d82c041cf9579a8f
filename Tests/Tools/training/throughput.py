"""Training speed of the default model's shape by PyTorch, to compare `promptls train` with.

bfloat16, explicit matmul-softmax attention, and a linear layer fused with the cross-entropy: 512
tokens at a time, softmax in place, gradients made in the forward pass. AdamW on everything.

    pip install torch
    GLIBC_TUNABLES=glibc.malloc.hugetlb=1 python Tests/Tools/training/throughput.py [STEPS [CLASSES]]
"""

import sys
import time

import torch
import torch.nn.functional as F

CLASSES, WIDTH, LAYERS, HEADS, HIDDEN, LENGTH, SEQUENCES = 42978, 256, 8, 4, 704, 256, 32
if len(sys.argv) > 2:
    CLASSES = int(sys.argv[2])
torch.set_num_threads(2)
HALF = torch.bfloat16


class FusedLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, table, targets):
        table_h, x_h = table.to(HALF), x.to(HALF)
        d_x, d_table, loss = torch.empty_like(x_h), torch.zeros_like(table), 0.0
        for i in range(0, x.shape[0], 512):
            part, y = x_h[i:i + 512], targets[i:i + 512]
            p = part @ table_h.T
            top = p.max(-1, keepdim=True).values
            p.sub_(top).exp_()
            total = p.sum(-1, keepdim=True, dtype=torch.float32)
            p.div_(total.to(HALF))
            loss -= p.gather(1, y[:, None]).float().clamp_min(1e-9).log().sum()
            p.scatter_add_(1, y[:, None], torch.full((len(y), 1), -1.0, dtype=HALF))
            d_x[i:i + 512] = p @ table_h
            d_table += (p.T @ part).float()
        ctx.save_for_backward(d_x, d_table)
        ctx.count = x.shape[0]
        return loss / x.shape[0]

    @staticmethod
    def backward(ctx, d):
        d_x, d_table = ctx.saved_tensors
        return d_x.float() * (d / ctx.count), d_table * (d / ctx.count), None


def rotate(x, c, s):
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack((a * c - b * s, a * s + b * c), -1).flatten(-2)


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.nn.Parameter(torch.randn(CLASSES, WIDTH) * 0.02)
        make = lambda *shape: torch.nn.Parameter(torch.randn(*shape) / shape[-1] ** 0.5)
        self.blocks = torch.nn.ParameterList()
        for _ in range(LAYERS):
            self.blocks.extend([
                torch.nn.Parameter(torch.ones(WIDTH)), make(3 * WIDTH, WIDTH), make(WIDTH, WIDTH),
                torch.nn.Parameter(torch.ones(WIDTH)), make(2 * HIDDEN, WIDTH), make(WIDTH, HIDDEN)])
        self.gain = torch.nn.Parameter(torch.ones(WIDTH))
        angle = torch.outer(
            torch.arange(LENGTH).float(), 10000.0 ** (-torch.arange(0, 64, 2).float() / 64))
        self.c, self.s = angle.cos().to(HALF), angle.sin().to(HALF)
        self.mask = torch.full((LENGTH, LENGTH), float("-inf"), dtype=HALF).triu(1)

    def forward(self, inputs, targets):
        x = self.table[inputs]
        with torch.autocast("cpu", HALF):
            for i in range(LAYERS):
                g1, qkv, o, g2, gate_up, down = self.blocks[6 * i:6 * i + 6]
                n = F.linear(F.rms_norm(x, (WIDTH,), g1), qkv)
                q, k, v = n.view(SEQUENCES, LENGTH, 3, HEADS, 64).permute(2, 0, 3, 1, 4)
                scores = rotate(q, self.c, self.s) @ rotate(k, self.c, self.s).mT * 0.125
                y = (scores + self.mask).softmax(-1).to(HALF) @ v
                x = x + F.linear(y.transpose(1, 2).reshape(SEQUENCES, LENGTH, WIDTH), o)
                gate, up = F.linear(F.rms_norm(x, (WIDTH,), g2), gate_up).chunk(2, -1)
                x = x + F.linear(F.silu(gate) * up, down)
        x = F.rms_norm(x, (WIDTH,), self.gain)
        return FusedLoss.apply(x.reshape(-1, WIDTH), self.table, targets.flatten())


def main():
    model = Model()
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3, fused=True)
    for step in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5):
        text = torch.randint(0, CLASSES, (SEQUENCES, LENGTH + 1))
        wall, cpu = time.perf_counter(), time.process_time()
        loss = model(text[:, :-1], text[:, 1:])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        tokens = SEQUENCES * LENGTH
        print("step %d: %.0f tokens/s, %.0f for a second of processor time, loss %.3f" % (
            step, tokens / (time.perf_counter() - wall), tokens / (time.process_time() - cpu),
            loss.item()), flush=True)


main()
