"""Compile the English of the pages with Babel: no msgfmt is needed (译文).

Every django.po under src that is newer than its django.mo, or has none.
"""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main(root: Path) -> int:
    for source in sorted((root / "src").rglob("LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with open(source, "rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name, abort_invalid=True)
        draft = target.with_suffix(f".{os.getpid()}.new")  # test processes may compile at the same time
        with open(draft, "wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
