"""What must hold before a change goes in (检查): style, types, contracts, house rules, quick tests."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HOUSE = ["tests/test_tidy.py", "tests/test_architecture.py"]
STORIES = "tests/test_stories.py"
QUICK = "not browser and not crash and not slow"


def steps() -> list[tuple[str, list[str]]]:
    """(name, command) in the order of how soon they tell."""
    pytest = [sys.executable, "-m", "pytest", "-q"]
    stories = [("stories", [*pytest, "-n", "2", STORIES])] if (ROOT / STORIES).exists() else []
    beside = [f"--ignore={path}" for path in (*HOUSE, STORIES)]
    return [
        ("lint", [str(BIN / "ruff"), "check", "--quiet"]),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet"]),
        ("types", [sys.executable, "-m", "mypy", "--no-error-summary"]),
        ("contracts", [str(BIN / "lint-imports"), "--no-logo"]),
        ("house rules", [*pytest, *HOUSE]),
        ("migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]),
        ("charter", [str(BIN / "liancun"), "charter", "check"]),
        *stories,
        ("quick tests", [*pytest, "-n", "2", "-m", QUICK, *beside]),
    ]


def main() -> int:
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    results = []
    with tempfile.TemporaryDirectory(prefix="liancun-check-") as folder:
        environ["DJANGO_SETTINGS_MODULE"] = "liancun.settings"
        environ.pop("LIANCUN_KEYS", None)
        for number, (name, command) in enumerate(steps()):
            start = time.monotonic()
            data = Path(folder, f"{number}-var")  # one for each: a step finds nothing of another's
            data.mkdir()
            mine = environ | {"LIANCUN_DATA": str(data)}
            if "pytest" in command:
                del mine["DJANGO_SETTINGS_MODULE"]  # the tests have their own
            done = subprocess.run(
                command, cwd=ROOT, env=mine, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            results.append((name, done.returncode))
            verdict = "ok" if done.returncode == 0 else f"FAILED (exit {done.returncode})"
            print(f"{name:12} {verdict} {time.monotonic() - start:6.1f} s", flush=True)
            if done.returncode:
                print(done.stdout, flush=True)
            elif name == "quick tests":
                print("\n".join(done.stdout.strip().splitlines()[-1:]), flush=True)
    failed = [name for name, code in results if code]
    print("check: " + ("ok" if not failed else "FAILED: " + ", ".join(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
