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
from kam_core.errors import KamError, StoppedError
from kam_core.i18n import msg, set_language

__all__ = ["main", "parser"]


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    set_language(language())
    try:
        options = parser().parse_args(arguments)
        found = COMMANDS[options.command](options)
        show(found.data if options.json else found.text, options.json)
        return found.code
    except KamError as error:
        return tell(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return tell(StoppedError())
    except Exception as error:
        if os.environ.get("KAM_DEBUG"):
            raise
        return tell(unforeseen(error))


def tell(error: KamError) -> int:
    """What, means and next, a line each, on standard error; gives the exit code."""
    for each in (error.what, error.means, error.next):
        print(" ".join(str(each).splitlines()), file=sys.stderr)
    return error.exit_code


def unforeseen(error: Exception) -> KamError:
    """An error that no part of the program has words for."""
    if isinstance(error, OSError):
        return KamError(
            msg("The system refuses: {error}", error=str(error)),
            next=msg("Check the folder, its rights and the room on the disk; then try again."),
        )
    return KamError(
        msg("Something unexpected happened: {error}", error=f"{type(error).__name__}: {error}"),
        next=msg("Try again. If it happens again, run it with KAM_DEBUG=1 and report what that shows."),
    )


def show(found: Any, as_json: bool) -> None:
    """Print what a command gives."""
    if as_json:
        print(json.dumps(found, ensure_ascii=False, default=str, allow_nan=False))
    else:
        print(found)
    sys.stdout.flush()


def language() -> str:
    """KAM_LANGUAGE, else the language of the system."""
    wanted = os.environ.get("KAM_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ru" if (wanted or locale.getlocale()[0] or "").lower().startswith("ru") else "en"
