"""Every test, as two processes: on SQLite, then on PostgreSQL (所有测试,两种数据库)."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str]) -> int:
    given = list(arguments)
    if not any(word.startswith(("-n", "--numprocesses", "--pdb", "--dist")) for word in given):
        given = ["-n", "2", "--dist", "worksteal", *given]
    pytest = [sys.executable, "-m", "pytest", *given]
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    plain["LIANCUN_BOTH"] = "1"
    url = os.environ.get("DATABASE_URL", "")
    runs = [("SQLite", pytest, plain)]
    if url.startswith(("postgres://", "postgresql://")):
        runs.append(("PostgreSQL", pytest, plain | {"DATABASE_URL": url}))
    else:
        runs.append(("PostgreSQL", [sys.executable, "tests/postgres.py", *pytest], plain))
    results = []
    for name, command, environ in runs:
        print(f"\n=== {name} ===", flush=True)
        start = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
        results.append((name, code, time.monotonic() - start))
        if code == 130 or code < 0:
            break
    print()
    for name, code, seconds in results:
        print(f"{name}: {'ok' if code == 0 else f'FAILED (exit {code})'} in {seconds:.0f} s")
    for name, _command, _environ in runs[len(results) :]:
        print(f"{name}: not run")
    return 0 if len(results) == len(runs) and not any(code for _name, code, _seconds in results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
