"""Documents as an editor holds them, and people who type in them."""
import random

PHRASES = [
    "The quick brown fox jumps over the lazy dog. ", "You are a helpful assistant; answer in JSON: ",
    "Schreib mir bitte eine Übersicht über größere Äpfel. ", "L’été où j’ai grandi, ça s’est passé à Nîmes. ",
    "Съешь же ещё этих мягких французских булок. ", "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
    "いろはにほへと ちりぬるを、わかよたれそ。", "다람쥐 헌 쳇바퀴에 타고파. ", "ฉันกินข้าวกับแมวสีดำ ",
    "नमस्ते दुनिया, यह एक परीक्षा है। ", "مرحبا بالعالم، هذه تجربة. ", "שלום עולם ",
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪🇯🇵 🏳️‍🌈 ❤️‍🔥 ", "e\u0301a\u0308\u0323o\u0302\u0301 Z͑ͫa̴l̷g̸o̵ ", "𝒳𝔬𝕣𝓸 𐍈𐌰𐌹 𓀀𓂀 ",
    "def f(x):    return [i**2 for i in range(x)]  # todo ", "  \t\t    ", "1234567890 3.14159e-10 0x1F ",
    "{\"role\": \"user\", \"content\": \"{{question}}\"} ", "## Task ", "- [ ] step ", "```swift ",
    "<|endoftext|> <|im_start|>user [CLS] [SEP] ", "don't we'll I'M THEY'RE ", "https://example.org/a?b=c&d#e ",
    "\u00a0\u2003\u200b\u2028\u0085\x0b\x0c ", "\ufeff ", "ﬁ ½ ① Ⅷ ㍿ ", "…—–“”‘’ ", "~~~!!!???###$$$%%% ",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\u0000\u0001\u001b[0m ", "camelCaseHTTPServerID snake_case_name ",
]


def text(generator, size, eol):
    """Lines of mixed languages, about that many characters."""
    parts, total = [], 0
    while total < size:
        part = generator.choice(PHRASES)
        if generator.random() < 0.15:
            part += eol * generator.choice((1, 1, 1, 2, 3))
        parts.append(part)
        total += len(part)
    return "".join(parts)[:size].removesuffix("\r")


class Document:
    """A text with its version, edited like LSP edits it."""

    def __init__(self, uri, language, eol, size, seed):
        self.uri, self.language, self.eol, self.size = uri, language, eol, size
        self.generator = random.Random(seed)
        self.version = 0
        self.refill()

    def refill(self):
        self.text = text(self.generator, self.size, self.eol)
        self.cursor = self.whole(self.generator.randrange(len(self.text) + 1))
        self.queue, self.history = "", []
        self.version += 1

    def whole(self, offset):
        """The offset, or the next one, where it stands inside a line break."""
        offset = max(0, min(offset, len(self.text)))
        return offset + (self.text[offset - 1:offset + 1] == "\r\n")

    def position(self, offset):
        """Line and UTF-16 column, with the line breaks of LSP."""
        breaks = (self.text.count("\n", 0, offset) + self.text.count("\r", 0, offset)
                  - self.text.count("\r\n", 0, offset))
        start = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
        column = len(self.text[start:offset].encode("utf-16-le")) // 2
        return {"line": breaks, "character": column}

    def replace(self, start, end, new, remember=True):
        """Replaces characters; returns the change as LSP says it."""
        start, end = self.whole(start), self.whole(end)
        change = {"range": {"start": self.position(start), "end": self.position(end)}, "text": new}
        if remember:
            self.history = self.history[-200:] + [(start, new, self.text[start:end])]
        self.text = self.text[:start] + new + self.text[end:]
        self.cursor = start + len(new)
        return change

    def undo(self, steps):
        changes = []
        for _ in range(min(steps, len(self.history))):
            start, new, old = self.history.pop()
            changes.append(self.replace(start, start + len(new), old, remember=False))
        return changes

    def step(self):
        """What a person does next: its kind, and the changes of one notification."""
        roll = self.generator.random
        self.version += 1
        if len(self.text) > self.size * 1.3 + 200:
            start = self.generator.randrange(len(self.text) // 2)
            return "delete", [self.replace(start, start + len(self.text) - self.size, "")]
        if self.queue:
            key, self.queue = self.queue[0], self.queue[1:]
            if key == "\b":
                return "key", [self.replace(self.cursor - 1, self.cursor, "")]
            key = self.eol if key == "\n" else key
            return "key", [self.replace(self.cursor, self.cursor, key)]
        kind = roll()
        if kind < 0.55:
            self.queue = self.typed()
            if roll() < 0.3:
                self.cursor = self.whole(self.generator.randrange(len(self.text) + 1))
            return "key", [self.replace(self.cursor, self.cursor, " ")]
        if kind < 0.75:
            start = self.generator.randrange(len(self.text) + 1)
            return "delete", [self.replace(start, start + self.generator.randrange(1, 300), "")]
        if kind < 0.85 and self.history:
            return "undo", self.undo(self.generator.randrange(1, 12))
        if kind < 0.93:
            size = self.generator.choice((20, 200, 2000))
            start = self.generator.randrange(len(self.text) + 1)
            new = text(self.generator, size, self.eol)
            return "paste", [self.replace(start, start + self.generator.randrange(size), new)]
        if kind < 0.98:
            places = sorted({self.generator.randrange(len(self.text) + 1) for _ in range(4)})
            word = self.generator.choice(PHRASES).split(" ")[0]
            return "cursors", [self.replace(p, p + 1, word) for p in reversed(places)]
        if kind < 0.99:
            self.cursor = len(self.text)
            return "paste", [self.replace(self.cursor, self.cursor, text(self.generator, 40_000, self.eol))]
        self.text, self.history, self.cursor = text(self.generator, self.size, self.eol), [], 0
        return "whole", [{"text": self.text}]

    def typed(self):
        phrase = self.generator.choice(PHRASES) * self.generator.choice((1, 1, 2))
        if self.generator.random() < 0.3:
            phrase += "\b" * self.generator.randrange(1, 8)
        return phrase + self.generator.choice(("", "", "\n", "\n\n"))
