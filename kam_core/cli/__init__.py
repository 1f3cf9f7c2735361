"""The command line: import, ask, demo, and the care of the ledger. Exit 0 done, 1 failed and nothing changed, 2 wrong
usage; ``--json`` prints one object and nothing else on standard output; errors go to standard error."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Sequence
from typing import Any

from kam_core.cli.arguments import parser
from kam_core.cli.commands import COMMANDS
from kam_core.errors import KamError
from kam_core.i18n import set_language

__all__ = ["main", "parser"]


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    set_language(language())
    options = parser().parse_args(arguments)
    try:
        found = COMMANDS[options.command](options)
    except KamError as error:
        for line in (error.what, error.means, error.next):
            print(line, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 1
    show(found.data if options.json else found.text, options.json)
    return found.code


def show(found: Any, as_json: bool) -> None:
    """Print what a command gives."""
    if as_json:
        print(json.dumps(found, ensure_ascii=False, default=str, allow_nan=False))
    else:
        print(found)


def language() -> str:
    """KAM_LANGUAGE, else the language of the system."""
    wanted = os.environ.get("KAM_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ru" if (wanted or locale.getlocale()[0] or "").lower().startswith("ru") else "en"
