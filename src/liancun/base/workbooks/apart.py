"""Reading in a process beside this one (另开进程读): what a workbook does to it does nothing to the site.

The other process bounds its own memory and time before it looks at what was sent, and knows no record and no
key. Its death is told in words; whoever waited for it goes on.
"""

import io
import json
import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from liancun.base.workbooks.places import Unfit
from liancun.base.workbooks.reading import Sheet, sheet_of
from liancun.kernel import BadInput, Problem

MEMORY_MOST = 512
"""Megabytes that reading may take beyond what the process begins with: the longest list takes about half."""
SECONDS_MOST = 30
WAITED_MOST = 90
"""Seconds after which a reader is ended, whatever it waits for."""
AT_ONCE = BoundedSemaphore(2)
"""So many are read at the same time; the next one waits."""
NO_MEMORY = 71
"""What a reader ends with where it may have no more memory."""
KILLS = ("SIGABRT", "SIGKILL", "SIGSEGV", "SIGBUS")
ENDED = {
    NO_MEMORY: "import.reader_memory",
    **{-getattr(signal, name): "import.reader_memory" for name in KILLS if hasattr(signal, name)},
    **{-getattr(signal, name): "import.reader_time" for name in ("SIGXCPU",) if hasattr(signal, name)},
}
"""How a reader ended -> what is said; otherwise the workbook is one that cannot be read."""
TAKEN_BACK = {
    ("liancun.base.workbooks.reading", "Sheet"),
    ("liancun.base.workbooks.extent", "Extent"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
}
"""All that a reader may answer with besides plain values."""


def read_apart(content: bytes, file: str, title: str = "", asked: str = "") -> Sheet:
    """What `read_sheet` gives, read in a process of its own. Raises BadInput."""
    code, params = "", {}
    try:
        answer = _answer(content, Path(file).suffix.lower(), title, asked)
    except Unfit as unfit:
        code, params = unfit.code, unfit.params
    else:
        if isinstance(answer, Sheet):
            return answer
        code, params = answer
    raise BadInput([Problem.of(code, file=file, **params)])


def _answer(content: bytes, suffix: str, title: str, asked: str) -> Any:
    """A sheet, or (code, parameters) of why there is none."""
    root = str(Path(__file__).resolve().parents[3])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    line = [sys.executable, "-m", __spec__.name, json.dumps([suffix, title, asked])]
    with AT_ONCE:
        try:
            done = subprocess.run(
                line,
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
                timeout=WAITED_MOST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unfit("import.reader_time", most=SECONDS_MOST) from None
        except OSError:  # no further process, or no memory for one
            raise Unfit("import.no_reader") from None
    if done.returncode:
        code = ENDED.get(done.returncode, "import.damaged")
        bounds = {
            "import.reader_memory": {"most_mb": MEMORY_MOST},
            "import.reader_time": {"most": SECONDS_MOST},
        }
        raise Unfit(code, **bounds.get(code, {}))
    return _TakenBack(io.BytesIO(done.stdout)).load()


class _TakenBack(pickle.Unpickler):
    """Reads what a reader answered, and nothing else that an answer could be made to hold."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in TAKEN_BACK:
            raise pickle.UnpicklingError(name)
        return super().find_class(module, name)


def _bound() -> None:
    """Bound this process's memory and time, where the machine can."""
    try:
        import resource
    except ImportError:  # Windows bounds no process this way
        return
    held = 0
    with suppress(OSError):
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    memory = held + MEMORY_MOST * 2**20
    for what, most in (
        (resource.RLIMIT_AS, (memory, memory)),
        # At the hard limit it would be killed as one that takes too much memory is: it is told before.
        (resource.RLIMIT_CPU, (SECONDS_MOST, SECONDS_MOST + 5)),
        (resource.RLIMIT_CORE, (0, 0)),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, most)


def _read(asked: str) -> None:
    """The reader's whole life: a workbook from standard input, its sheet to standard output."""
    _bound()
    suffix, title, sheet = json.loads(asked)
    try:
        answer: Any
        try:
            answer = sheet_of(sys.stdin.buffer.read(), suffix, title, sheet)
        except Unfit as unfit:
            answer = unfit.code, unfit.params
        pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()
    except MemoryError:
        os._exit(NO_MEMORY)


if __name__ == "__main__":
    _read(sys.argv[1])
