"""What argparse says of its own, in the language of whoever reads."""

from __future__ import annotations

import argparse
from typing import NoReturn

from kam_core.errors import UsageError
from kam_core.i18n import msg

WORDS = {
    "usage: ": msg("usage: "),
    "positional arguments": msg("arguments"),
    "options": msg("options"),
    "show this help message and exit": msg("show this help and end"),
    "the following arguments are required: %s": msg("These arguments are missing: %s."),
    "unrecognized arguments: %s": msg("These arguments are not known: %s."),
    "invalid choice: %(value)r (choose from %(choices)s)": msg("there is no %(value)r; take one of %(choices)s."),
    "invalid %(type)s value: %(value)r": msg("%(value)r is not a number."),
    "expected one argument": msg("one value is missing."),
    "expected at least one argument": msg("at least one value is missing."),
    "argument %(argument_name)s: %(message)s": msg("%(argument_name)s: %(message)s"),
    "ambiguous option: %(option)s could match %(matches)s": msg("%(option)s may mean %(matches)s."),
    "ignored explicit argument %r": msg("the value %r is not wanted."),
}
"""What argparse says → how Kamerton says it; anything else stays as it is."""


def speak() -> None:
    """Let argparse speak the current language: it looks up all its texts by the module's name ``_``."""
    argparse._ = lambda text: str(WORDS[text]) if text in WORDS else text  # type: ignore[attr-defined]


class Parser(argparse.ArgumentParser):
    """A parser whose errors are Kamerton's own: what, means, next."""

    def error(self, message: str) -> NoReturn:
        """Wrong usage."""
        raise UsageError(
            msg("{message}", message=message), next=msg("See {help}.", help=f"{self.prog} --help")
        )
