"""The command line: ``python -m kam_core COMMAND``."""

from __future__ import annotations

import sys

from kam_core.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
