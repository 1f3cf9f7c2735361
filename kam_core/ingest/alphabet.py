"""Which one-byte alphabet gives sensible words: cp1251 and cp866 for Russian, latin-1 for western Europe."""

from __future__ import annotations

import itertools
import re

# Share of each letter in Russian text, per mille (О. Н. Ляшевская, С. А. Шаров, frequency dictionary, 2009).
RUSSIAN = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14, 12, 10, 9, 7, 6, 5, 4,
         3, 3, 1, 1),
        strict=True,
    )
)
WESTERN = set("äöüßéèêëàâçñáíóúøåæîïôûìòùãõÿœšž")
NEIGHBOURS = set("іїєґўқғңәөұүҳ")
CURRENCY = set("€£\xa0")
TYPOGRAPHY = set("«»„“”‘’–—…№°•·©®™§±×¹²³½¼¾ªº¡¿´\xad")
LONE = set("аиквосуягр")
# cp866 comes from DOS: it has to be clearly better than the alphabets of Windows, the more so on a few letters.
PRIOR = {"cp1251": (0.0, 0.0), "latin-1": (0.05, 0.0), "cp866": (0.3, 2.5)}
WORD = re.compile(r"(?<!\d)[^\W\d_]+|[^\W\d_]+(?!\d)|[^\W\d_]{2,}")
HIGH = re.compile(r"[\x80-\U0010ffff]")
CANDIDATES = (("cp1251", "cp1251"), ("latin-1", "cp1252"), ("cp866", "cp866"))


def guess_alphabet(sample: bytes) -> tuple[str, bool]:
    """(name, certain) for bytes that are not UTF-8: cp1251, cp866 or latin-1.

    sample: words that hold bytes beyond ASCII. certain: the words make sense, and no other alphabet does as well
    """
    texts = {name: sample.decode(codec, "replace") for name, codec in CANDIDATES}
    letters = max(1, sum(byte > 127 for byte in sample[:1000]))
    scores = {name: _sense(text) - PRIOR[name][0] - PRIOR[name][1] / letters for name, text in texts.items()}
    first, second, _ = sorted(scores, key=lambda name: -scores[name])
    return first, scores[first] > -1 and (texts[first] == texts[second] or scores[first] - scores[second] > 0.5)


def _sense(text: str) -> float:
    """Mean score of the characters beyond ASCII: above zero where they make words of one alphabet."""
    total, count = 0.0, 0
    end = 0
    for match in WORD.finditer(text):
        word = match[0]
        high = HIGH.findall(word)
        if high:
            total += _word(word, high) * len(high)
            count += len(high)
            total, count = _between(text[end : match.start()], total, count)
            end = match.end()
    total, count = _between(text[end:], total, count)
    return total / count if count else 0.0


def _between(gap: str, total: float, count: int) -> tuple[float, int]:
    """Adds what stands between words: typography costs little; box drawing and a letter inside a number cost much."""
    for char in HIGH.findall(gap):
        total -= 0.2 if char in CURRENCY else 0.5 if char in TYPOGRAPHY else 4.0
        count += 1
    return total, count


def _word(word: str, high: list[str]) -> float:
    """Score of a word: its letters by frequency; less where alphabets mix or capitals follow small letters."""
    if len(word) == 1 and word.lower() in RUSSIAN:
        return 0.0 if word.lower() in LONE else -0.4
    russian = [char for char in high if char.lower() in RUSSIAN]
    latin = len(word) - len(high)
    if len(russian) * 2 >= len(high):
        score = sum(min(2.0, (RUSSIAN[char.lower()] - 10) / 20) for char in russian) / len(high) + 0.5
        score -= 3.0 * (len(high) - len(russian)) / len(high)
        score -= 3.0 if latin else 0.0
        capitals = sum(1 for a, b in itertools.pairwise(word) if a.islower() and b.isupper())
        return score - 2.0 * capitals / len(word)
    western = sum(1 for char in high if char.lower() in WESTERN)
    near = sum(1 for char in high if char.lower() in NEIGHBOURS)
    if near and not latin:
        return -1.0
    if latin:
        return (western - 4.0 * (len(high) - western)) / len(high)
    return -3.0
