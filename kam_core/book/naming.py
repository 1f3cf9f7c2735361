"""How a person is written in texts: surname, given name and patronymic in every case of Russian, initials, e-mail, phone.

Cases are told by the endings of a word (the declensions of a Russian school grammar), not by a dictionary: rather a word
too many, which is shown before it is replaced, than a name that stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

ERASED = re.compile(r"\[(?:erased person|удалённое лицо) \d+\]")
"""What stands in the place of an erased name."""
_NAMES = """
александр алексей анатолий андрей антон аркадий арсений артем артур богдан борис вадим валентин валерий василий виктор виталий
владимир владислав вячеслав геннадий георгий герман глеб григорий давид даниил данила денис дмитрий евгений егор захар иван
игорь илья иннокентий кирилл константин лев леонид макар максим марат марк матвей михаил никита николай олег павел петр платон
ринат роман руслан рустам савелий самуил святослав семен сергей станислав степан тарас тимофей тимур федор филипп эдуард эмиль
юлий юрий яков ярослав александра алина алла анастасия ангелина анжела анна антонина арина валентина валерия варвара василиса
вера вероника виктория галина дарья диана дина ева евгения екатерина елена елизавета жанна зинаида злата зоя инна ирина карина
кира клавдия ксения лариса лидия лилия любовь людмила маргарита марина мария милана надежда наталия наталья нина нонна оксана
ольга полина раиса регина рената римма роза светлана снежана софия софья стефания таисия тамара татьяна ульяна фаина эльвира
эмилия юлия яна ярослава
"""
GIVEN = frozenset(_NAMES.split())
"""Given names by which the order of a name of two words is told."""
CONTACT, FULL, ALONE = 0, 1, 2
"""What counts: e-mail, phone and further words; the full name or surname with initials, too; a surname alone, too."""
_PATRONYMIC = re.compile(r".*(?:вич|вна|ьич|мич|кич|чна|оглы|кызы)")
_CYRILLIC = re.compile(r"[а-яё]")
_ADJECTIVE = "ий|ый|ой|ого|его|ому|ему|ым|им|ом|ем|ая|яя|ую|юю|ою|ею|ые|ие|ых|их|ыми|ими"
_SOFT = "я|ю|ем|е|и|ев|ей|ям|ями|ях"
_HARD = "|а|у|ом|ем|е|ы|и|ов|ей|ам|ами|ах"


def folded(text: str) -> str:
    """Small letters, ё as е."""
    return text.lower().replace("ё", "е")


def forms(word: str) -> tuple[str, str]:
    """A word in every case: the beginning that all of them share (folded), and a regular expression of them."""
    plain = folded(word)
    if "-" in plain.strip("-"):
        pairs = [forms(part) for part in plain.split("-") if part]
        return pairs[0][0], r"\s?-\s?".join(pattern for _, pattern in pairs)
    if not _CYRILLIC.search(plain):
        return plain, re.escape(plain) + r"(?:['’]s?)?"
    ways = [(stem, endings) for stem, endings in _declined(plain) if stem]
    shared = next(plain[:end] for end in range(len(plain), 0, -1) if all(stem.startswith(plain[:end]) for stem, _ in ways))
    pattern = "|".join(f"{re.escape(stem)}(?:{endings})" for stem, endings in ways)
    return shared, f"(?:{pattern.replace('е', '[её]')})"


def _declined(word: str) -> list[tuple[str, str]]:
    if len(word) < 3 or word.endswith(("о", "е", "и", "у", "ю", "э", "ых", "их")):
        return [(word, "")]
    last, stem = word[-1], word[:-1]
    if word.endswith(("ая", "яя")):
        return [(word[:-2], _ADJECTIVE)]
    if word.endswith(("ова", "ева", "ина", "ына")):
        return [(stem, "а|у|ой|ою|ы|е|ых|ым|ыми")]
    if last in "ая":
        return [(stem, "а|ы|и|е|у|ой|ою|ей|ею|я|ю|ам|ями|ям|ами|ах|ях")]
    if last == "ь":
        return [(stem, f"ь|ью|{_SOFT}")]
    if last == "й":
        found = [(stem, f"й|{_SOFT}")]
        if word.endswith(("ий", "ый", "ой")):
            found.append((word[:-2], _ADJECTIVE))
        return [*found, (f"{word[:-2]}ь", _SOFT)] if word.endswith("ей") else found
    if word.endswith(("ов", "ев", "ин", "ын")):
        return [(word, "|а|у|ым|ом|е|ы|ых|ыми")]
    found = [(word, _HARD)]
    if word[-2] in "ео":  # Павел, Павла; Лев, Льва
        found += [(word[:-2] + last, _HARD[1:]), (f"{word[:-2]}ь{last}", _HARD[1:])]
    return found


@dataclass(frozen=True)
class Name:
    """The parts of a name, as far as they can be told apart."""

    surname: str
    given: str = ""
    patronymic: str = ""


def parts(name: str) -> Name:
    """“Иванов Пётр Сергеевич”, “Пётр Сергеевич Иванов”, “Пётр Иванов”, “Ivan Petrov”, “Иванов П. С.” as their parts."""
    words = [word.strip(".,;«»\"'()") for word in re.split(r"\s+|(?<=\.)", name)]
    words = [word for word in words if word]
    if len(words) < 2:
        return Name(words[0] if words else "")
    father = next((place for place, word in enumerate(words) if place and _PATRONYMIC.fullmatch(folded(word))), None)
    if father is not None and len(words) > 2:
        rest = [word for place, word in enumerate(words) if place not in (father, father - 1)]
        return Name(rest[0] if rest else words[0], words[father - 1], words[father])
    if father is not None:  # given name and patronymic alone
        return Name("", words[0], words[1])
    if len(words[0]) == 1 or folded(words[0]) in GIVEN or not _CYRILLIC.search(folded(name)):
        return Name(words[-1], words[0], words[1] if len(words) > 2 else "")
    return Name(words[0], words[1], words[2] if len(words) > 2 else "")


@dataclass(frozen=True)
class Spelling:
    """Everything by which a person is found in a text.

    also: further texts to be found as they are (a maiden name, a nickname, another alphabet)
    """

    name: str
    email: str = ""
    phone: str = ""
    also: tuple[str, ...] = field(default=())

    @cached_property
    def _name(self) -> Name:
        return parts(self.name)

    @cached_property
    def _contact(self) -> list[str]:
        found = [_word(re.escape(folded(text))) for text in self.also if text.strip()]
        if self.email:
            found.append(r"(?<![\w.+-])" + re.escape(folded(self.email)) + r"(?![\w-])")
        return [*found, phone] if (phone := _phone(self.phone)) else found

    @cached_property
    def _full(self) -> list[str]:
        name = self._name
        if not (name.surname and name.given):
            return []
        surname, first, father = forms(name.surname)[1], _first(name.given), _father(name.patronymic)
        return [_word(rf"{surname},?\s+{first}(?:\s*{father})?"), _word(rf"{first}(?:\s*{father})?\s*{surname}")]

    @cached_property
    def _alone(self) -> list[str]:
        name, found = self._name, []
        if len(name.surname) > 1:
            found.append(_word(forms(name.surname)[1]))
        if len(name.given) > 1 and len(name.patronymic) > 1:
            found.append(_word(rf"{forms(name.given)[1]}\s+{forms(name.patronymic)[1]}"))
        return found

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        """By level: CONTACT, FULL, ALONE. What counts as a name here is taken whole, the longest way first."""
        levels = (self._contact, [*self._full, *self._contact], [*self._full, *self._contact, *self._alone])
        return tuple(re.compile("|".join([ERASED.pattern, *found]), re.IGNORECASE) for found in levels)

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """Folded texts of which one stands in every text that names the person; a phone has none."""
        words = [self._name.surname] if self._name.surname else [self._name.given]
        if len(self._name.given) > 1 and len(self._name.patronymic) > 1:
            words.append(self._name.given)
        stems = [forms(part)[0] for word in words for part in word.split("-")[:1]]
        return tuple(stem for stem in [*stems, folded(self.email), *map(folded, self.also)] if stem.strip())

    def may_be_in(self, text: str) -> bool:
        """A quick look that lets everything pass in which the person may be named."""
        plain = folded(text)
        return any(hint in plain for hint in self.hints) or bool(self.phone and re.search(_phone(self.phone) or "$^", text))

    def found(self, text: str, level: int = FULL) -> list[str]:
        """The words by which a text names the person. level: what counts (CONTACT, FULL, ALONE)"""
        if not self.may_be_in(text):
            return []
        return [hit[0] for hit in self._patterns[level].finditer(text) if not ERASED.fullmatch(hit[0])]

    def replaced(self, text: str, level: int, by: str) -> str:
        """The text without the person."""
        if not self.may_be_in(text):
            return text
        return self._patterns[level].sub(lambda hit: hit[0] if ERASED.fullmatch(hit[0]) else by, text)


def _word(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"


def _first(given: str) -> str:
    """The given name in any case, or its initial: П. or П"""
    initial = f"(?-i:{_letter(given)})" + r"(?:\.|(?=\s*(?-i:[А-ЯЁA-Z])(?:\.|\b))|(?!\w))"
    return rf"(?:{forms(given)[1]}|{initial})" if len(given) > 1 else f"(?:{initial})"


def _father(patronymic: str) -> str:
    """The patronymic or its initial; any initial where it is not known."""
    if not patronymic:
        return r"(?-i:[А-ЯЁA-Z])(?:\.|(?!\w))"
    initial = f"(?-i:{_letter(patronymic)})" + r"(?:\.|(?!\w))"
    return rf"(?:{forms(patronymic)[1]}|{initial})" if len(patronymic) > 1 else f"(?:{initial})"


def _letter(word: str) -> str:
    letter = word[0].upper()
    return "[ЕЁ]" if letter in "ЕЁ" else re.escape(letter)


def _phone(text: str) -> str | None:
    """A phone number however its digits are grouped; None where there are too few of them."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < 7:
        return None
    between = r"[\s().\-]*"
    if len(digits) == 11 and digits[0] in "78":
        return r"(?<!\d)(?:\+?[78]" + between + r")?\(?" + between.join(digits[1:]) + r"(?!\d)"
    return r"(?<!\d)\+?\(?" + between.join(digits) + r"(?!\d)"


def walked(value: Any, change: Callable[[str], str], gone: Collection[str] = (), skip: Collection[str] = ()) -> Any:
    """JSON with every text in it changed, and without these ids. skip: keys whose values stay"""
    if isinstance(value, str):
        return None if value in gone else change(value)
    if isinstance(value, list):
        kept = [walked(each, change, gone, skip) for each in value if not (isinstance(each, str) and each in gone)]
        return kept if kept or not value else None
    if isinstance(value, dict):
        return {key: each if key in skip else walked(each, change, gone, skip) for key, each in value.items()}
    return value
