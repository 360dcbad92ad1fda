"""Files that a dying process leaves whole or not at all (文件完整).

One file takes its name when all of it lies on the disk. Files that mean something only beside records stand
once the records do: a note says which they are until then, and who comes next takes away what stands alone.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from liancun.kernel import Refusal

try:
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

DRAFTS = ".liancun-draft-"
DEAD_AFTER = 24 * 3600
"""Seconds after which whoever was making something is taken for dead."""
UNFINISHED = ".liancun-unfinished.json"
"""Names the files that were made beside records which may not be there yet."""


def write(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file, over what is there; `private`: for this user alone."""
    draft = _draft_of(path)
    try:
        _on_disk(draft, content, 0o600 if private else 0o666)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_new(path: Path, content: bytes) -> None:
    """The same of a file that must not be there. Raises FileExistsError."""
    draft = _draft_of(path)
    try:
        _on_disk(draft, content, 0o666)
        os.link(draft, path)  # a rename would take the place of another's
    finally:
        draft.unlink(missing_ok=True)


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _on_disk(path: Path, content: bytes, mode: int) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def take_place(draft: Path, path: Path) -> None:
    """Have a file that was made elsewhere take its place, once it lies on the disk."""
    with draft.open("rb+") as made:
        os.fsync(made.fileno())
    os.replace(draft, path)


@contextmanager
def draft_folder(place: Path) -> Iterator[Path]:
    """A folder to make something in, beside where it goes; those of processes that died a day ago go."""
    with TemporaryDirectory(dir=place, prefix=DRAFTS) as made:
        now = Path(made).stat().st_mtime
        for old in place.glob(f"{DRAFTS}*"):
            with suppress(OSError):
                if now - old.stat().st_mtime > DEAD_AFTER:
                    shutil.rmtree(old)
        yield Path(made)


@contextmanager
def making(data: Path) -> Iterator[None]:
    """While a folder is filled for the first time nobody else fills it, nor takes away what is unfinished.

    Refuses whoever comes second. The lock is the system's, on the folder itself: it leaves no file, and goes
    with the process. Where a system has none for folders, nobody is kept out.
    """
    if fcntl is None:
        yield
        return
    lock = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("whole_files.being_made", folder=data.name) from None
        except OSError:  # a network's folder
            pass
        yield
    finally:
        os.close(lock)


@contextmanager
def beside_records(data: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Files that stand when the block has gone well; where it has not, those that are new do not.

    Where the process dies in between, `take_back` finds them, asked by whoever finds no records.
    """
    made = [name for name in files if not (data / name).exists()]
    write(data / UNFINISHED, json.dumps(made).encode())
    try:
        for name, content in files.items():
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            write(data / name, content)
        yield
    except BaseException:
        take_back(data)
        raise
    (data / UNFINISHED).unlink()


def stand(data: Path, are_there: Callable[[], bool]) -> None:
    """Where the records are there, the files beside them are too: the note of one who died then goes."""
    if (data / UNFINISHED).exists() and are_there():
        (data / UNFINISHED).unlink()


def take_back(data: Path) -> None:
    """Take away the files of one who died before the records stood, with folders left empty."""
    note = data / UNFINISHED
    _drafts_go(note)
    if not note.exists():
        return
    for name in json.loads(note.read_bytes()):
        path = data / name
        path.unlink(missing_ok=True)
        _drafts_go(path)
        for folder in path.relative_to(data).parents:
            with suppress(OSError):  # something else is in it, or it is not there
                if folder.parts:
                    (data / folder).rmdir()
    note.unlink()


def _drafts_go(path: Path) -> None:
    for draft in path.parent.glob(f".{path.name}.*"):
        draft.unlink(missing_ok=True)
