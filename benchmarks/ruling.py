"""What it costs to work a run out again: reading its facts, ruling on them, the digest of the sheet.

Prints how the time divides and lines a second; see README.md.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path


def main() -> int:
    """Run it on a raised town, or on a small one raised for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="")
    given = parser.parse_args().data
    with tempfile.TemporaryDirectory(prefix="liancun-bench-") as folder:
        data = given or str(Path(folder) / "var")
        if not given:
            command = [sys.executable, "-m", "liancun", "demo", "--no-serve", "--scale", "small"]
            subprocess.run([*command, "--data", data], check=True, capture_output=True)
        os.environ |= {"LIANCUN_DATA": data, "DJANGO_SETTINGS_MODULE": "liancun.settings"}
        import django

        django.setup()
        measure()
    return 0


def measure() -> None:
    """Every run that is no reversal, by kind."""
    from liancun.base.watermark import Watermark
    from liancun.kernel import Period
    from liancun.kernel.digest import digest
    from liancun.rooms.settlement import calculation
    from liancun.rooms.settlement.models import Run

    seconds: dict[str, Counter[str]] = {}
    lines: Counter[str] = Counter()
    for run in Run.objects.filter(reverses=None).order_by("id"):
        spent = seconds.setdefault(run.kind, Counter())
        kind, period = calculation.known_kind(run.kind), Period.parse(run.period)
        charter = calculation.charter_by_id(kind.charter, run.clauses[0], kind, period)
        begun = time.perf_counter()
        sheet = kind.facts(run.org_code, period, Watermark.from_data(run.watermark))
        read = time.perf_counter()
        ruling = kind.rule(sheet, charter)
        ruled = time.perf_counter()
        digest(sheet)
        spent.update(reading=read - begun, ruling=ruled - read, digest=time.perf_counter() - ruled)
        lines[run.kind] += len(ruling.lines)
    print(f"{'':<20}{'lines':>8}{'lines/s':>10}{'reading':>10}{'ruling':>10}{'digest':>10}")
    for name, spent in sorted(seconds.items()):
        whole = sum(spent.values())
        parts = "".join(f"{spent[part] / whole:>10.0%}" for part in ("reading", "ruling", "digest"))
        print(f"{name:<20}{lines[name]:>8,}{lines[name] / whole:>10,.0f}{parts}")


if __name__ == "__main__":
    sys.exit(main())
