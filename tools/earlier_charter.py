"""The texts of decisions as earlier programs shipped them, by the digest those recorded (旧章程原文表).

    .venv/bin/python tools/earlier_charter.py FOLDER     the `charter` folder of that program's source

Data of such a program has digests alone; `base/adoption.py` looks their texts up here. Programs from this one
on keep the text of what is used in the data itself.
"""

import json
import sys
from pathlib import Path

from liancun.charter import load_decision_text

TABLE = Path(__file__).resolve().parents[1] / "src" / "liancun" / "charter" / "earlier.json"


def main(folder: Path) -> None:
    """Add the blocks of one program to the table."""
    found = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    for path in sorted([*folder.glob("law/**/*.yaml"), *folder.glob("defaults/**/*.yaml")]):
        decision = load_decision_text(path.read_text(encoding="utf-8"), file=path.name)
        for block in decision.blocks:
            found[block.earlier_sha256] = decision.text_of(block)
    TABLE.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(found)} blocks in {TABLE.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
