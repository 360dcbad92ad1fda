"""What must hold before a change goes in (检查): style, types, contracts, house rules, quick tests."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HOUSE = ["tests/test_tidy.py", "tests/test_architecture.py"]
STORIES = "tests/test_stories.py"
LONG = "stories, quick tests"
QUICK = "not browser and not crash and not slow"


def steps() -> list[tuple[str, list[str]]]:
    """(name, command) in the order of how soon they tell."""
    pytest = [sys.executable, "-m", "pytest", "-q"]
    beside = [f"--ignore={path}" for path in HOUSE]
    return [
        ("lint", [str(BIN / "ruff"), "check", "--quiet"]),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet"]),
        ("types", [sys.executable, "-m", "mypy", "--no-error-summary"]),
        ("contracts", [str(BIN / "lint-imports"), "--no-logo"]),
        ("house rules", [*pytest, *HOUSE]),
        ("migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]),
        ("charter", [str(BIN / "liancun"), "charter", "check"]),
        # The stories are the longest: begun first, no processor waits for the last of them.
        (LONG, [*pytest, "-n", "2", "--dist", "worksteal", "-m", QUICK, *beside, STORIES, "src", "tests"]),
    ]


def main() -> int:
    """Two at a time: what runs alone beside the stories and tests, which take both processors."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ["DJANGO_SETTINGS_MODULE"] = "liancun.settings"
    environ.pop("LIANCUN_KEYS", None)
    environ["LIANCUN_QUICK"] = "1"
    every = steps()
    long = [step for step in every if step[0] == LONG]
    with tempfile.TemporaryDirectory(prefix="liancun-check-") as folder, ThreadPoolExecutor(2) as pool:
        lanes = ([step for step in every if step not in long], long)
        found = pool.map(
            lambda lane: [taken(name, command, environ, Path(folder)) for name, command in lane], lanes
        )
        failed = [name for lane in found for name, code in lane if code]
    print("check: " + ("ok" if not failed else "FAILED: " + ", ".join(failed)))
    return 1 if failed else 0


def taken(name: str, command: list[str], environ: dict[str, str], folder: Path) -> tuple[str, int]:
    """One step on a data folder of its own: it finds nothing of another's."""
    start = time.monotonic()
    data = folder / f"{name.replace(' ', '-')}-var"
    data.mkdir()
    mine = environ | {"LIANCUN_DATA": str(data)}
    if "pytest" in command:
        del mine["DJANGO_SETTINGS_MODULE"]  # the tests have their own
    done = subprocess.run(
        command, cwd=ROOT, env=mine, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    verdict = "ok" if done.returncode == 0 else f"FAILED (exit {done.returncode})"
    said = [f"{name:12} {verdict} {time.monotonic() - start:6.1f} s"]
    if done.returncode:
        said.append(done.stdout)
    elif name == "quick tests":
        said += done.stdout.strip().splitlines()[-1:]
    print("\n".join(said), flush=True)
    return name, done.returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
