"""Loss and gradients of a tiny llama-block model by PyTorch, for Tests/TrainingTests.

Writes Tests/TrainingTests/Reference.swift, which holds the loss and, for each group of parameters,
the length of its gradient and a few of its values. Parameters and text follow from a formula, so
that nothing else need be stored.

    pip install torch
    python Tests/Tools/training/reference.py > Tests/TrainingTests/Reference.swift
    swift format -i Tests/TrainingTests/Reference.swift
"""

import math

import torch
import torch.nn.functional as F

CLASSES, WIDTH, LAYERS, HEADS, HIDDEN, LENGTH, SEQUENCES = 64, 64, 2, 2, 32, 64, 2
torch.set_default_dtype(torch.float64)


def groups():
    yield "table", CLASSES, WIDTH
    for _ in range(LAYERS):
        yield "attentionNorm", 1, WIDTH
        for name in ("query", "key", "value", "output"):
            yield name, WIDTH, WIDTH
        yield "feedForwardNorm", 1, WIDTH
        yield "gate", HIDDEN, WIDTH
        yield "up", HIDDEN, WIDTH
        yield "down", WIDTH, HIDDEN
    yield "finalNorm", 1, WIDTH


def values(start, rows, columns):
    size = 0.3 if rows == 1 else 1.5 / math.sqrt(columns)
    x = [size * math.sin(0.37 * i + 1e-3 * (i % 1000) ** 2) for i in range(start, start + rows * columns)]
    x = torch.tensor(x).float().double() + (1 if rows == 1 else 0)
    return x.reshape((rows, columns) if rows > 1 else (columns,)).requires_grad_()


def rotate(x):
    width = x.shape[-1]
    angle = torch.outer(
        torch.arange(x.shape[-2], dtype=torch.float64),
        10000.0 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width))
    c, s = angle.cos(), angle.sin()
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack((a * c - b * s, a * s + b * c), -1).flatten(-2)


def norm(x, gain):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * gain


def loss(p, inputs, targets):
    p = iter(p)
    table = next(p)
    x = table[inputs]
    for _ in range(LAYERS):
        gain, q, k, v, o, gain2, gate, up, down = (next(p) for _ in range(9))
        n = norm(x, gain)
        q, k, v = ((n @ w.T).view(SEQUENCES, LENGTH, HEADS, -1).transpose(1, 2) for w in (q, k, v))
        y = F.scaled_dot_product_attention(rotate(q), rotate(k), v, is_causal=True)
        x = x + y.transpose(1, 2).reshape(SEQUENCES, LENGTH, WIDTH) @ o.T
        n = norm(x, gain2)
        x = x + (F.silu(n @ gate.T) * (n @ up.T)) @ down.T
    return F.cross_entropy((norm(x, next(p)) @ table.T).flatten(0, 1), targets.flatten())


def main():
    parameters, names, start = [], [], 0
    for name, rows, columns in groups():
        parameters.append(values(start, rows, columns))
        names.append(name)
        start += rows * columns
    text = torch.tensor([(i * i * 7 + i // 3) % CLASSES for i in range(SEQUENCES * LENGTH + 1)])
    inputs = text[:-1].view(SEQUENCES, LENGTH)
    targets = text[1:].view(SEQUENCES, LENGTH)
    total = loss(parameters, inputs, targets)
    total.backward()
    print("// Written by Tests/Tools/training/reference.py with PyTorch %s." % torch.__version__)
    print("\n/// What PyTorch computes in double precision; see `ReferenceTests`.")
    print("enum Reference {")
    print("  static let loss = %.12g" % total.item())
    print("  /// Role, length of the gradient, and its values at the indices 0, 7, 14 and 21.")
    print("  static let gradients: [(role: String, length: Double, values: [Double])] = [")
    for name, p in zip(names, parameters):
        g = p.grad.flatten()
        print('    ("%s", %.10g, [%s]),' % (
            name, g.norm().item(), ", ".join("%.10g" % g[i].item() for i in (0, 7, 14, 21))))
    print("  ]\n}")


main()
