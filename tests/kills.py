"""Processes that die (断电): a step of work in a process of its own, killed at a point it passes.

A point is a statement, a commit and what is right after it, a file about to be made, opened or moved,
another program about to be started. The process is killed with SIGKILL: nothing is unwound. Who comes after
is a process of its own again; it opens the data as every command does, looks at all of it, and takes the
step anew.
"""

import hashlib
import json
import os
import pickle
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from django.apps import apps
from django.conf import settings
from django.db import connection

from liancun.base import charters, checking, clock, evidence, guards, page_cache, proof, sealing, startup
from liancun.base.discovery import doors
from liancun.base.importing import engine
from liancun.base.models import Setting
from liancun.base.whole_files import DRAFTS, UNFINISHED
from liancun.kernel import Refusal
from tests.databases import copy, drop, inside, rewind_numbers, settle

NOW = datetime(2026, 1, 14, tzinfo=UTC)
COMMIT, COMMITTED = "before the commit", "after the commit"
KEYS = (settings.FIELD_KEYS_FILE, settings.EVIDENCE_KEYS_FILE, sealing.BEGUN_FILE)
OF_A_PLACE = ("charter", sealing.RESTORED)
"""Settings that say where the data lies, or carry a number made up by chance."""
MOVES = {"os.rename": 1, "os.link": 1, "os.remove": 0, "os.mkdir": 0, "os.rmdir": 0}
"""What is done with a file besides opening it, and which word of it is the file."""
PASSWORD = "password"
"""A column salted by chance."""


# --- where data lies -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One installation (一处数据): its database, its data folder, its keys beside it."""

    database: str
    data: Path

    @property
    def keys(self) -> Path:
        """Where its keys lie."""
        return self.data.with_name("keys")

    def remove(self) -> None:
        """Away with all of it."""
        drop(self.database)
        shutil.rmtree(self.data.parent, ignore_errors=True)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """This process works there, as a command does that has just begun. No moment passes."""
        settings.DATA_DIR, settings.KEYS_DIR, settings.BACKUPS_DIR = self.data, self.keys, None
        settings.FIELD_KEYS, settings.EVIDENCE_KEYS = (
            tuple((self.keys / name).read_text(encoding="ascii").split()) for name in KEYS[:2]
        )
        page_cache.forget()
        charters.taken_note_of()
        with inside(self.database):
            yield


@dataclass(frozen=True)
class Places:
    """Where places are made: a folder, and how databases there are called on a server."""

    folder: Path
    prefix: str
    made: set[Place] = field(default_factory=set)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        for each in self.made:
            each.remove()

    def new(self, name: str, keys: Path | None = None) -> Place:
        """An installation with nothing in it, with keys made before or those of another."""
        data = self.folder / name / "var"
        shutil.rmtree(data.parent, ignore_errors=True)
        data.mkdir(parents=True)
        on_file = connection.vendor == "sqlite"
        made = Place(str(data / "liancun.sqlite3") if on_file else f"{self.prefix}_{name}", data)
        self.made.add(made)
        made.keys.mkdir()
        for key in KEYS:
            if keys is None and key in KEYS[:2]:
                (made.keys / key).write_text(evidence.new_key() + "\n", encoding="ascii")
            elif keys and (keys / key).exists():
                shutil.copyfile(keys / key, made.keys / key)
        return made

    def empty(self, name: str, keys: Path | None = None) -> Place:
        """An installation whose database is there as a server has it: without a table."""
        made = self.new(name, keys)
        drop(made.database)
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(
                    f"CREATE DATABASE {connection.ops.quote_name(made.database)} TEMPLATE template0"
                )
        return made

    def copied(self, source: Place, name: str) -> Place:
        """The same installation once more."""
        made = self.new(name, source.keys)
        database = Path(source.database).name
        shutil.copytree(
            source.data, made.data, dirs_exist_ok=True, ignore=shutil.ignore_patterns(f"{database}*")
        )
        if connection.vendor == "postgresql" or Path(source.database).exists():
            copy(source.database, made.database)
        return made


# --- processes -----------------------------------------------------------------------------------


def warm() -> None:
    """Import what every process would import for itself."""
    engine.all_import_kinds()
    for name in ("checks", "guards", "openings", "references", "facts"):
        list(doors(name))


def in_a_process(work: Callable[[], Any]) -> Any:
    """What the work gives, done by a process of its own; None where that was killed on the way."""
    connection.close()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(read)
            with os.fdopen(write, "wb") as out:
                pickle.dump(work(), out)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        told = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == -signal.SIGKILL:
        return None
    assert code == 0, f"the process ended with {code}"
    return pickle.loads(told)


def die() -> None:
    """Be killed: nothing after this is done."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def passing(pass_by: Callable[[str], None]) -> Iterator[None]:
    """Call `pass_by` before each statement and commit and after each commit."""

    def around(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        pass_by(sql)
        return execute(sql, params, many, context)

    def around_commit() -> None:
        pass_by(COMMIT)
        commit()
        pass_by(COMMITTED)

    own: Any = connection
    commit = own._commit
    own._commit = around_commit
    try:
        with connection.execute_wrapper(around):
            yield
    finally:
        del own._commit


def watch_files(folder: Path, pass_by: Callable[[str], None]) -> None:
    """Call `pass_by` before a file below the folder is made or moved, once it is made and empty, and before
    another program starts. For the rest of this process's life."""
    watching = [True]

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if not watching[0]:
            return
        if event == "subprocess.Popen":
            pass_by(f"start {Path(str(given[0])).name}")
        elif event in MOVES and _is_below(given[MOVES[event]], folder):
            pass_by(f"{event} {_told(given[MOVES[event]], folder)}")
        elif event == "open" and given[2] & (os.O_CREAT | os.O_TRUNC) and _is_below(given[0], folder):
            name = _told(given[0], folder)
            pass_by(f"open {name}")
            watching[0] = False
            with suppress(FileExistsError):
                os.close(os.open(given[0], given[2] & ~os.O_EXCL, 0o666))
            watching[0] = True
            pass_by(f"empty {name}")
            if given[2] & os.O_EXCL:
                os.unlink(given[0])

    sys.addaudithook(hook)


def _is_below(path: Any, folder: Path) -> bool:
    return isinstance(path, str | os.PathLike) and Path(os.fspath(path)).is_relative_to(folder)


def _told(path: Any, folder: Path) -> str:
    return str(Path(path).relative_to(folder))


# --- steps, and what becomes of them -----------------------------------------------------------


class Step(NamedTuple):
    """A step of work; `again` is what a second time is refused with, "" where it does nothing."""

    name: str
    take: Callable[[], Any]
    again: str = ""


class Seen(NamedTuple):
    """What stands somewhere (所见): a digest of all rows and files, and what `check` finds."""

    digest: str
    rows: dict[str, int]
    found: tuple[str, ...]


class Control(NamedTuple):
    """A step that nothing disturbed (对照): where it began, what it passed, what stood before and after."""

    step: Step
    start: Place
    passed: tuple[str, ...]
    before: Seen
    after: Seen


class Verdict(NamedTuple):
    """What became of a step that was killed: the point, and "" or what is wrong with it."""

    step: str
    number: int
    point: str
    wrong: str


def everything() -> dict[str, list[Any]]:
    """Every row of every table, but for what no two installations have in common."""
    found = {}
    for model in apps.get_models():
        names = [each.attname for each in model._meta.concrete_fields if each.name != PASSWORD]
        rows = model._base_manager.order_by("pk")
        if model is Setting:
            rows = rows.exclude(name__in=OF_A_PLACE)
        found[model._meta.label] = list(rows.values_list(*names))
    return found


Asked = Literal["guards", "evidence", "everything"]
"""How much is checked: what rows say is the same where the rows are."""


def seen(data: Path, ask: Asked) -> Seen:
    """What stands here: rows and files, and what the checks asked for find.

    Files of one who died before the records stood are none, nor are drafts.
    """
    rows = everything()
    told = hashlib.sha256(repr(sorted(rows.items())).encode())
    note = data / UNFINISHED
    alone = json.loads(note.read_bytes()) if note.exists() else ()
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        is_other = path.name[0] == "." or name.startswith(("liancun.sqlite3", DRAFTS, "backups/"))
        if path.is_file() and not is_other and name not in alone:
            # A workbook says when it was made.
            told.update(name.encode() + (b"" if path.suffix == ".xlsx" else path.read_bytes()))
    checks = {
        "guards": lambda: (),
        "evidence": lambda: (each for check in proof.CHECKS for each in check()),
        "everything": checking.all_findings,
    }
    found = [f"{each.kind} {each.code} {each.ref}" for each in (*checks[ask](), *guards.verify())]
    charters.taken_note_of()  # what is done next rests on nothing that was read here
    return Seen(told.hexdigest(), {name: len(held) for name, held in rows.items()}, tuple(found))


NOTHING = Seen("no data", {}, ())


def unopened() -> Seen:
    """What stands in data of an earlier program: every table as it is."""
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = sorted(map(repr, cursor.fetchall()))
    told = hashlib.sha256(repr(sorted(rows.items())).encode())
    return Seen(told.hexdigest(), {name: len(held) for name, held in rows.items()}, ())


def opened(data: Path, ask: Asked = "evidence") -> Seen:
    """Open the data as every command does, and look. Where there is none, or an upgrade waits, only look."""
    state = startup.state()
    if state in ("none", "older"):
        return NOTHING if state == "none" else unopened()
    startup.open_data()
    return seen(data, ask)


def taken(step: Step) -> str:
    """Take a step; the code of its refusal."""
    try:
        step.take()
    except Refusal as refusal:
        return refusal.code
    return ""


def control(step: Step, start: Place, places: Places, name: str) -> tuple[Control, Place]:
    """The step undisturbed, in a copy of where it begins; that copy is where the next one begins."""
    place = places.copied(start, name)

    def work() -> Any:
        with still(), place.at_work():
            before = opened(place.data, "guards")
            rewind()
            passed: list[str] = []
            watch_files(place.data.parent, passed.append)
            with passing(passed.append):
                assert taken(step) == "", step.name
            points = tuple(passed)
            startup.open_data()
            rewind()
            after = seen(place.data, "everything")
            settle()
        return points, before, after

    passed, before, after = in_a_process(work)
    assert not before.found and not after.found, (step.name, before.found, after.found)
    return Control(step, start, passed, before, after), place


def killed(of: Control, number: int, places: Places) -> Verdict:
    """The step killed at its point of that number; then somebody opens the data, looks, takes it again."""
    place = places.copied(of.start, "killed")

    def first() -> None:
        passed: list[str] = []

        def pass_by(what: str) -> None:
            passed.append(what)
            if len(passed) == number:
                die()

        with still(), place.at_work():
            if startup.state() == "current":
                startup.open_data()
                rewind()
            watch_files(place.data.parent, pass_by)
            with passing(pass_by):
                of.step.take()

    def then() -> tuple[Seen, str, Seen]:
        with still(), place.at_work():
            rewind()
            stands = opened(place.data)
            rewind()
            # A copy made before an upgrade is called by its moment, and none passes here.
            shutil.rmtree(place.data / "backups", ignore_errors=True)
            code = taken(of.step)
            startup.open_data()
            rewind()
            return (
                stands,
                code,
                seen(place.data, "everything" if number == last_commit(of.passed) else "guards"),
            )

    point = of.passed[number - 1]
    try:
        assert in_a_process(first) is None, f"{of.step.name} passed by point {number} {point}"
        wrong = judged(of, number, *in_a_process(then))
    finally:
        place.remove()
    return Verdict(of.step.name, number, point, wrong)


def judged(of: Control, number: int, stands: Seen, code: str, end: Seen) -> str:
    """What is wrong with what stood after a kill and in the end: lost, double or torn; or ""."""
    done = stands.digest == of.after.digest
    was_committed = number > last_commit(of.passed)
    if stands.found or end.found:
        return f"torn: {[*stands.found, *end.found]}"
    if not done and stands.digest != of.before.digest:
        return f"torn: {differing(of, stands)}"
    if was_committed and not done:
        return "lost"
    if code != (of.step.again if done else ""):
        return f"torn: taken again it says {code}"
    if end.digest != of.after.digest:
        more = any(end.rows.get(name, 0) > count for name, count in of.after.rows.items())
        return f"{'double' if more else 'lost'}: {differing(of, end)}"
    return ""


def differing(of: Control, other: Seen) -> list[str]:
    """Tables whose number of rows is neither that before nor that after."""
    both = (of.before.rows, of.after.rows)
    return [name for name, count in other.rows.items() if count not in {rows.get(name) for rows in both}]


def last_commit(passed: tuple[str, ...]) -> int:
    """The number of the point before the last commit: from the next on, what was done is kept."""
    return max((at for at, what in enumerate(passed, 1) if what == COMMIT), default=len(passed))


def chosen(of: Control, some: int) -> list[int]:
    """The first point, the last, those around the first and the last commit, and some between drawn by the
    step's name: the same each time."""
    every = range(1, len(of.passed) + 1)
    commits = [at for at in every if of.passed[at - 1] == COMMIT]
    around = {at + more for at in (*commits[:1], *commits[-1:]) for more in (0, 1)}
    wanted = {1, len(of.passed), *around}
    others = [at for at in every if at not in wanted]
    return sorted(wanted | {*random.Random(of.step.name).sample(others, min(some, len(others)))})


@contextmanager
def still() -> Iterator[None]:
    """No moment passes in this process, so that two lives can be compared to the last column."""
    clock.now = lambda: NOW
    yield


def rewind() -> None:
    """Have numbers drawn in vain given out again, in the tables that are there."""
    if startup.state() != "none":
        there = {*connection.introspection.table_names()}
        rewind_numbers([model for model in apps.get_models() if model._meta.db_table in there])
