"""What evidence costs: its part of each workbook kind's import, and of the check of what came in.

A town is raised as `liancun demo` does it. Processor time of the one process, so that other work beside it
does not count. Prints one JSON document.
"""

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any
from unittest.mock import patch

from benchmarks.common import fresh


def main() -> int:
    """Raise one town, then check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="small", choices=("small", "full"))
    given = parser.parse_args()
    with fresh() as data:
        found = measure(given.scale, data)
        print(json.dumps({"scale": given.scale, "imports": found, "check": checked()}))
    return 0


def measure(scale: str, data: Any) -> dict[str, list[float]]:
    """Kind -> [rows, processor seconds, of which evidence]."""
    from liancun.base import evidence
    from liancun.scenario import pipeline
    from liancun.scenario.town import raise_town

    rows: Counter[str] = Counter()
    whole: dict[str, float] = {}
    part: dict[str, float] = {}
    spent = [0.0]
    door, take, seal = pipeline.import_workbook, evidence.Taking.take, evidence.seal

    def within(call: Any, *given: Any) -> Any:
        begun = time.process_time()
        made = call(*given)
        spent[0] += time.process_time() - begun
        return made

    def timed(kind: str, *given: Any, **named: Any) -> Any:
        spent[0], begun = 0.0, time.process_time()
        report = door(kind, *given, **named)
        whole[kind] = whole.get(kind, 0.0) + time.process_time() - begun
        part[kind] = part.get(kind, 0.0) + spent[0]
        rows[kind] += report.rows
        return report

    with (
        patch.object(pipeline, "import_workbook", timed),
        patch.object(evidence.Taking, "take", lambda *given: within(take, *given)),
        patch.object(evidence, "seal", lambda line: within(seal, line)),
    ):
        raise_town(scale, data / "workbooks")
    return {kind: [rows[kind], whole[kind], part[kind]] for kind in sorted(whole)}


def checked() -> dict[str, float]:
    """Processor seconds of evidence's own checks on one core: the chain, and every row."""
    from liancun.base import audit, proof

    found = {}
    for name, check in (("chain", audit.chain), ("rows", proof.ROWS)):
        begun = time.process_time()
        assert not list(check())
        found[name] = time.process_time() - begun
    return found


if __name__ == "__main__":
    sys.exit(main())
