#!/usr/bin/env python3
"""Draws what soak.py wrote: plot.py IN.jsonl OUT.svg; prints the figures that the page tells.

The slope of memory is that of a line through the means of stretches of ten minutes, the first left out,
in which buffers find their size; beside it stands its standard error.  Python 3 alone.
"""
import json, math, sys

WIDTH, PANEL, LEFT, RIGHT, GAP = 860, 140, 64, 16, 46
COLOURS = ("#1f6feb", "#c2410c", "#6b7280")


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else float("nan")


def slope(rows, key):
    """Per hour, with its standard error, of the means of ten minutes."""
    blocks = [rows[start:start + 10] for start in range(10, len(rows) - 9, 10)]
    xs = [sum(r["minute"] for r in block) / len(block) / 60 for block in blocks]
    ys = [sum(r[key] for r in block) / len(block) / 1024 for block in blocks]
    if len(xs) < 3:
        return float("nan"), float("nan")
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((a - x) ** 2 for a in xs)
    per_hour = sum((a - x) * (b - y) for a, b in zip(xs, ys)) / spread
    rest = sum((b - y - per_hour * (a - x)) ** 2 for a, b in zip(xs, ys))
    return per_hour, math.sqrt(rest / (len(xs) - 2) / spread)


class Panel:
    def __init__(self, number, minutes, title, low, high, ticks, logarithmic=False):
        self.top = 30 + number * (PANEL + GAP)
        self.minutes, self.low, self.high, self.logarithmic = minutes, low, high, logarithmic
        self.parts = [f'<text class="title" x="{LEFT}" y="{self.top - 9}">{title}</text>']
        for tick in ticks:
            y = self.y(tick)
            self.parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                              f'<text class="tick" x="{LEFT - 7}" y="{y + 4:.1f}">{tick:g}</text>')
        for minute in range(0, minutes + 1, max(1, minutes // 12)):
            self.parts.append(f'<text class="minute" x="{self.x(minute):.1f}" y="{self.top + PANEL + 15}">{minute}</text>')

    def x(self, minute):
        return LEFT + (WIDTH - LEFT - RIGHT) * minute / self.minutes

    def y(self, value):
        scale = (lambda v: math.log10(max(v, 1e-9))) if self.logarithmic else float
        part = (scale(value) - scale(self.low)) / (scale(self.high) - scale(self.low))
        return self.top + PANEL * (1 - min(1, max(0, part)))

    def line(self, rows, value, name, number):
        points = " ".join(f"{self.x(r['minute']):.1f},{self.y(value(r)):.1f}" for r in rows)
        place = WIDTH - RIGHT - 150 * number
        self.parts.append(f'<polyline points="{points}" stroke="{COLOURS[number]}"/>'
                          f'<text class="name" x="{place}" y="{self.top - 9}" fill="{COLOURS[number]}">{name}</text>')


def draw(rows):
    minutes = rows[-1]["minute"]
    top = 100 * math.ceil(max(r["rss"] for r in rows) / 1024 / 100)
    memory = Panel(0, minutes, "Memory, MiB", 0, top, range(0, top + 1, 100))
    memory.line(rows, lambda r: r["rss"] / 1024, "resident", 0)
    memory.line(rows, lambda r: r["anon"] / 1024, "its own", 1)
    times = Panel(1, minutes, "Keystroke to count, ms", 0.1, 100_000, (0.1, 1, 10, 100, 1000, 10_000, 100_000), True)
    times.line(rows, lambda r: r["key_p50"], "median", 0)
    times.line(rows, lambda r: r["key_p99"], "99th percentile", 1)
    most = 4 * math.ceil(max(r["load"] for r in rows) / 4)
    load = Panel(2, minutes, "Load of the machine: processes that want to run", 0, most, range(0, most + 1, 4))
    load.line(rows, lambda r: r["load"], "", 2)
    spent = lambda r: r["processor"] / max(1, r["edits"]) * 1000
    most = 2 * math.ceil(max(map(spent, rows)) / 2)
    work = Panel(3, minutes, "Processor time of the server, ms for each edit and what is asked beside it", 0, most,
                 range(0, most + 1, 2))
    work.line(rows, spent, "", 0)
    height = work.top + PANEL + 40
    style = ("text{font:12px system-ui,sans-serif}.title,.tick,.minute{fill:#374151}.title{font-weight:600}.tick{text-anchor:end}"
             ".minute{text-anchor:middle}.name{text-anchor:end;font-weight:600}.grid{stroke:#e5e7eb}"
             "polyline{fill:none;stroke-width:1.4;stroke-linejoin:round}")
    body = "\n".join(part for panel in (memory, times, load, work) for part in panel.parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="Memory, latency and load by minute">\n<style>{style}</style>\n'
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n{body}\n'
            f'<text class="minute" x="{WIDTH / 2}" y="{height - 6}">minutes</text>\n</svg>\n')


def main(source, target):
    rows = [json.loads(line) for line in open(source)]
    with open(target, "w") as out:
        out.write(draw(rows))
    total = lambda key: sum(r[key] for r in rows)
    print(f"{len(rows)} minutes, {total('edits')} edits ({total('edits') / rows[-1]['seconds']:.1f} a second), "
          f"{total('requests')} requests, {total('checked')} checks of {total('checked_tokens')} tokens, "
          f"{total('mismatches')} mismatches, {total('complaints')} complaints")
    for key in ("rss", "anon"):
        per_hour, error = slope(rows, key)
        mean = sum(r[key] for r in rows[10:]) / max(1, len(rows) - 10) / 1024
        print(f"{key}: mean {mean:.0f} MiB, slope {per_hour:+.1f} ± {error:.1f} MiB an hour")
    parts = len(rows) // 4
    for quarter in range(4):
        part = rows[quarter * parts:(quarter + 1) * parts]
        calm = [r for r in part if r["load"] < 4] or [{"key_p99": float("nan"), "key_p50": float("nan")}]
        print(f"quarter {quarter + 1}: median of p50 {median([r['key_p50'] for r in part]):.2f} ms, of p99 "
              f"{median([r['key_p99'] for r in part]):.0f}, least p99 {min(r['key_p99'] for r in part):.1f}, load "
              f"{sum(r['load'] for r in part) / len(part):.1f}, processor a 1000 edits "
              f"{sum(r['processor'] for r in part) / sum(r['edits'] for r in part) * 1000:.2f} s; below load 4: p99 "
              f"{median([r['key_p99'] for r in calm]):.1f} in {len(calm)} minutes")
    print("threads", sorted({r["threads"] for r in rows}), "descriptors", sorted({r["fds"] for r in rows}))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else __doc__)
