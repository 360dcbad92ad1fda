"""Build the wheel a town installs, with pages, fonts and English, without tests and simulator (安装包).

    ./dev wheel [FOLDER]        dist/ if no folder is named

The sources are copied beside what `./dev` has fetched for the pages, so that nothing is left in the checkout.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns("tests", "scenario", "__pycache__", "*.egg-info", "*.po")
BESIDE = ("pyproject.toml", "README.md", "LICENSE")


def main(target: Path) -> int:
    """The wheel in the folder `target`; its path is printed."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(ROOT / "src", copy / "src", ignore=LEFT_OUT)
        shutil.copytree(ROOT / "build" / "assets", copy / "src" / "liancun" / "assets")
        for name in BESIDE:
            shutil.copy(ROOT / name, copy / name)
        uv = str(Path(sys.executable).with_name("uv"))
        options = ("--quiet", "--wheel", "--no-build-isolation", "--offline", "--no-create-gitignore")
        done = subprocess.run([uv, "build", *options, "--out-dir", target, copy], check=False)
    if done.returncode == 0:
        print(max(target.glob("liancun-*.whl"), key=lambda each: each.stat().st_mtime_ns))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))
