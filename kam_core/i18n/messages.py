"""Messages that are translated when they are read."""

from __future__ import annotations

import contextlib
import gettext
import io
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
LOCALES = Path(__file__).parent / "locales"

_language: ContextVar[str] = ContextVar("language", default="en")


def current_language() -> str:
    """'ru' or 'en': the language of whoever looks."""
    return _language.get()


def set_language(language: str) -> None:
    """Speak this language from here on, in this thread."""
    _language.set(language if language in LANGUAGES else "en")


@contextlib.contextmanager
def use_language(language: str) -> Iterator[None]:
    """Speak this language inside the block."""
    token = _language.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalogue(language: str) -> gettext.GNUTranslations:
    """All .po files of a language (one for each part of the code), compiled in memory."""
    whole = Catalog(locale=language)
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy:
                    whole.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


@dataclass(frozen=True)
class Message:
    """A text with its values; ``str()`` gives it in the current language.

    text: the English text with {named} places; plural and count: the second form and the number that chooses
    """

    text: str
    values: tuple[tuple[str, object], ...] = ()
    plural: str | None = None
    count: int = 0

    def __str__(self) -> str:
        language = current_language()
        said: dict[str, str] = self.__dict__.setdefault("said", {})
        if language not in said:
            said[language] = self._say(language)
        return said[language]

    def _say(self, language: str) -> str:
        translations = catalogue(language)
        if self.plural is None:
            pattern = translations.gettext(self.text)
        else:
            pattern = translations.ngettext(self.text, self.plural, abs(self.count))
        text = pattern.format(**dict(self.values)) if self.values else pattern
        # A sentence that ends with an abbreviation («5 тыс.») has one full stop, not two.
        return text[:-1] if text.endswith("..") and not text.endswith("...") else text

    def __add__(self, other: str) -> str:
        return str(self) + other


def msg(text: str, /, **values: object) -> Message:
    """A translatable text: ``msg("File {file} is empty", file=name)``."""
    return Message(text, tuple(values.items()))


def nmsg(singular: str, plural: str, count: int, /, **values: object) -> Message:
    """A translatable text that depends on a number; {n} is the number, formatted."""
    from kam_core.i18n.values import Count

    return Message(singular, (("n", Count(count)), *values.items()), plural, count)
