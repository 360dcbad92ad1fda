"""The charter of this data (本库章程): what is in force, and what is bound because something rests on it.

A block is bound once an act other than a draft, a published run or a resolution that names it rests on it.
Its text is then kept in the data: what rests on it goes on reading that, whatever becomes of the file. An own
block that is bound stays as it is; a shipped one that a new program brings with other words stands beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from liancun.base import bulk, clock
from liancun.base.charter_types import types_by_name
from liancun.base.models import CharterBlock
from liancun.base.request_cache import apart
from liancun.charter import (
    Block,
    Charter,
    Decision,
    Proposed,
    Resting,
    Town,
    load_charter,
    load_decision_text,
    read_town,
    undecided,
)
from liancun.charter.layers import PACK_LAYER, is_shipped
from liancun.charter.loader import CharterType
from liancun.kernel import BadInput, Problem
from liancun.kernel.digest import digest

C = TypeVar("C", bound=CharterType)
T = TypeVar("T")

LAW = "law/"
VERSION_LETTERS = 8
"""So much of its digest tells a shipped block from another text of the same block."""


def own_folder() -> Path:
    """Where the town's own decisions live, in `_town`, and organisations', one folder per code."""
    return Path(settings.DATA_DIR) / "charter"


@lru_cache(maxsize=1)
def town() -> Town:
    """Whose data folder this is, by its town.yaml."""
    return read_town(Path(settings.DATA_DIR))


@lru_cache(maxsize=1)
def current() -> Charter:
    """The loaded charter; `forget` after a decision was added."""
    _loaded["files"] = _own_files()
    charter = load_charter(own_folder(), town().pack)
    kept = kept_digests()
    decisions = {key: _numbered(found, kept) for key, found in charter.decisions.items()}
    return Charter(decisions | {("", each.name): each for each in _left(decisions, kept)})


_loaded: dict[str, frozenset[tuple[str, int, int]]] = {}
"""The town's and the own decisions' files as they were when loaded, or last found changed and not sound."""


def _own_files() -> frozenset[tuple[str, int, int]]:
    """Path, time and size of each file that is the town's: cheap enough to ask at every request."""
    found = []
    for path in (*town().files, *own_folder().rglob("*.y*ml")):
        with suppress(OSError):  # one that goes while it is looked at is gone
            stat = path.stat()
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def keep_up() -> None:
    """Take up own decisions, and town.yaml, that were changed on disk since they were loaded.

    Where they are not sound as they stand, what was loaded stays: a slip of the pen does not close the site.
    """
    if not _loaded or (files := _own_files()) == _loaded.get("files"):
        return
    if check():
        _loaded["files"] = files
    else:
        forget()


def kept_digests() -> dict[str, str]:
    """Block -> the digest of the text that the data keeps of it."""
    return dict(CharterBlock.objects.exclude(text="").values_list("block_id", "sha256"))


def _numbered(decision: Decision, kept: Mapping[str, str]) -> Decision:
    """A shipped decision whose blocks carry their version where the data keeps another text under the id."""
    if not is_shipped(decision.org):
        return decision
    blocks = tuple(
        replace(block, version=block.sha256[:VERSION_LETTERS])
        if kept.get(block.id, block.sha256) != block.sha256
        else block
        for block in decision.blocks
    )
    return replace(decision, blocks=blocks)


def _left(decisions: Mapping[tuple[str, str], Decision], kept: Iterable[str]) -> Iterator[Decision]:
    """Neutral defaults that ship no more and that the data rests on: where no pack decides in their stead
    they go on, in the text that is kept, behind whatever the town decides."""
    shipped = {name for owner, name in decisions if is_shipped(owner)}
    gone = [each for each in kept if not each.startswith(LAW) and ":" not in each]
    wanted = [each for each in gone if each.partition("@")[0] not in shipped]
    found: dict[str, dict[date, tuple[Decision, Block]]] = {}
    for row in CharterBlock.objects.filter(block_id__in=wanted).order_by("recorded_at", "block_id"):
        decision, block = read_again(row)
        found.setdefault(decision.name, {})[block.start] = decision, block
    for days in found.values():
        last, _block = days[max(days)]
        yield replace(last, blocks=tuple(block for _day, (_last, block) in sorted(days.items())))


_FORGETTERS: list[Callable[[], None]] = []


def on_forget(clear: Callable[[], None]) -> None:
    """Have a cache that rests on the charter cleared with it."""
    _FORGETTERS.append(clear)


def forget() -> None:
    """Load again on next use."""
    town.cache_clear()
    current.cache_clear()
    _loaded.clear()
    _in_force.cache_clear()
    _resting.cache_clear()
    _kept_block.cache_clear()
    _by_id.cache_clear()
    _bound.clear()
    for clear in _FORGETTERS:
        clear()


# --- what is in force ----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _in_force(want: type[CharterType], on: date, org: str) -> tuple[CharterType, frozenset[str]]:
    found = current().in_force(want, on=on, org=org)
    return found, frozenset(clause_ids(found))


def in_force(want: type[C], *, on: date, org: str = "") -> C:
    """The typed slice in force for an organisation on a day. Refuses before the first day."""
    if resting := _resting_on.get():
        rested = resting.in_force(want, on=on, org=org)
        note(*clause_ids(rested))
        return rested
    found, clauses = _in_force(want, on, org)
    note(*clauses)
    return found  # type: ignore[return-value]


def decided(want: type[C], table: str, *, on: date, org: str) -> C:
    """The slice in force whose table somebody has filled; the default has it empty, and that is refused."""
    found = in_force(want, on=on, org=org)
    if not getattr(found, table):
        raise undecided(want.DECISION)
    return found


def clause_ids(charter: Any) -> list[str]:
    """The clause of a charter slice, then those of the law it rests on."""
    found = [charter.clause]
    for field in fields(charter):
        value = getattr(charter, field.name)
        if is_dataclass(value) and hasattr(value, "clause") and hasattr(value, "DECISION"):
            found.extend(clause_ids(value))
    return found


def block_named(block_id: str) -> tuple[Decision, Block] | None:
    """A block by its id: as it is kept where something rests on it, else as it stands in its file."""
    return _kept_block(block_id) or current().find(block_id)


@lru_cache(maxsize=1024)
def _kept_block(block_id: str) -> tuple[Decision, Block] | None:
    row = CharterBlock.objects.filter(block_id=block_id).exclude(text="").first()
    if not row:
        return None
    stands = current().find(block_id)
    return stands if stands and stands[1].sha256 == row.sha256 else read_again(row)


def read_again(row: CharterBlock) -> tuple[Decision, Block]:
    org = row.block_id.partition("@")[0].rpartition(":")[0]
    decision = load_decision_text(row.text, file=row.block_id, org=org)
    return decision, replace(decision.blocks[0], version=row.block_id.partition("#")[2])


def by_id(want: type[T], block_id: str, *, on: date, org: str) -> T | None:
    """The slice of this very block, whatever is in force; None where there is no such block."""
    if resting := _resting_on.get():
        named = block_named(block_id)
        return resting.typed(named[1], want, on=on, org=org) if named else None
    note(block_id)
    kind: Any = want
    found: T | None = _by_id(kind, block_id, on, org)
    return found


@lru_cache(maxsize=1024)
def _by_id(want: type[Any], block_id: str, on: date, org: str) -> Any:
    named = block_named(block_id)
    return current().typed(named[1], want, on=on, org=org) if named else None


# --- what is read, and bound ---------------------------------------------------------------------

_read: ContextVar[set[str] | None] = ContextVar("read", default=None)
_resting_on: ContextVar[Charter | None] = ContextVar("resting_on", default=None)
_bound: set[str] = set()
"""Ids this process knows to be bound: an act need not ask."""


def note(*clauses: str) -> None:
    """That these blocks were read; done by whatever reads the charter past `in_force`."""
    read = _read.get()
    if read is None:
        _read.set(set(clauses))
    else:
        read.update(clauses)


@contextmanager
def reading() -> Iterator[set[str]]:
    """What is read of the charter inside, by its ids, and nothing of what was read before or after.

    Around a request, so that one act is not said to rest on what another one looked at; around the working
    out of a draft, which keeps them.
    """
    token = _read.set(read := set[str]())
    try:
        yield read
    finally:
        _read.reset(token)


def taken_note_of() -> set[str]:
    """What this piece of work read of the charter until now; noting begins anew."""
    read = _read.get()
    found = set(read or ())
    if read:
        read.clear()
    return found


def bind(block_ids: Iterable[str]) -> None:
    """Keep the text of these blocks for good: something rests on them from now on."""
    new = sorted(set(block_ids) - _bound - {""})
    if not new:
        return
    at = clock.now()
    rows = []
    for block_id in new:
        found = current().find(block_id)
        if found:
            decision, block = found
            text = decision.text_of(block)
            rows.append(CharterBlock(block_id=block_id, sha256=block.sha256, text=text, recorded_at=at))
    bulk.insert_missing(CharterBlock, rows)
    transaction.on_commit(lambda: _bound.update(new))


def digests_of(block_ids: Iterable[str]) -> dict[str, str]:
    """Id -> the digest of what the block says now."""
    found = {block_id: block_named(block_id) for block_id in sorted(set(block_ids) - {""})}
    return {block_id: named[1].sha256 for block_id, named in found.items() if named}


def moved(rests_on: Mapping[str, str]) -> list[str]:
    """Of blocks with the digests they had, those that say something else by now, or nothing."""
    now = digests_of(rests_on)
    return [block_id for block_id, sha256 in rests_on.items() if now.get(block_id) != sha256]


@contextmanager
def resting_on(rests_on: Mapping[str, str] | None, *, exact: bool) -> Iterator[None]:
    """Read the charter as something that was worked out rests on it; None: by a program that did not say.

    Where that is as it is read now anyway, nothing is read twice; else no answer given before stands in.
    """
    resting = _resting(None if rests_on is None else tuple(rests_on), exact)
    if resting is None:
        yield
        return
    token = _resting_on.set(resting)
    try:
        with apart():
            yield
    finally:
        _resting_on.reset(token)


@contextmanager
def proposing(block: Block) -> Iterator[None]:
    """Read the charter as if a proposed block had always stood, in a look of its own: nothing comes of it."""
    token = _resting_on.set(Proposed(current().decisions, proposed=block))
    try:
        with apart(), reading():
            yield
    finally:
        _resting_on.reset(token)


def as_it_stands() -> bool:
    """Whether the charter is read as it is, not as something rests on it or as it is proposed."""
    return _resting_on.get() is None


@lru_cache(maxsize=64)
def _resting(ids: tuple[str, ...] | None, exact: bool) -> Resting | None:
    if ids is None:
        rows = CharterBlock.objects.filter(adopted=True).order_by("block_id")
        ids = tuple(rows.values_list("block_id", flat=True))
    named = [block_named(block_id) for block_id in ids]
    blocks = tuple(found[1] for found in named if found)
    return Resting(current().decisions, rests_on=blocks, exact=exact) if _others_may_govern(blocks) else None


def _others_may_govern(blocks: tuple[Block, ...]) -> bool:
    """Whether the present charter could answer otherwise than these blocks: one of them is kept with another
    text or gone, or one that is not among them is nearer or later."""
    stands = {block.id: block for found in current().decisions.values() for block in found.blocks}
    if any(block.id not in stands or stands[block.id].sha256 != block.sha256 for block in blocks):
        return True
    ids = {block.id for block in blocks}
    first: dict[str, list[Block]] = {}
    for block in blocks:
        first.setdefault(block.decision, []).append(block)
    return any(
        other.id not in ids and _is_nearer(other, each)
        for other in stands.values()
        for each in first.get(other.decision, ())
    )


def _is_nearer(other: Block, block: Block) -> bool:
    return (other.layer, other.start) > (block.layer, block.start)


# --- what is wrong with it -----------------------------------------------------------------------


def must_be_readable() -> None:
    """Refuse a charter that this program cannot read; the data, of whatever version, is not asked."""
    problems = on_disk().check(types_by_name())
    if problems:
        raise BadInput(problems)


def on_disk() -> Charter:
    """The charter as the files say it now, which need not be sound."""
    return load_charter(own_folder(), read_town(Path(settings.DATA_DIR)).pack)


def check() -> list[Problem]:
    """Everything wrong with the charter on disk, including own decisions that were edited once bound."""
    try:
        charter = on_disk()
    except BadInput as bad:
        return list(bad.problems)
    problems = charter.check(types_by_name())
    for block_id, sha256 in _kept_own():
        found = charter.find(block_id)
        if not found:
            problems.append(Problem.of("charter.removed", block=block_id))
        elif found[1].sha256 != sha256:
            problems.append(Problem.of("charter.edited", file=found[1].file, block=block_id))
    return problems


def _kept_own() -> list[tuple[str, str]]:
    rows = CharterBlock.objects.filter(block_id__contains=":").exclude(text="").order_by("block_id")
    rows = rows.exclude(block_id__startswith=PACK_LAYER)
    return list(rows.values_list("block_id", "sha256"))


def stamp(ground: str) -> str:
    """A digest of all that `check` rests on: while it stays, so do the answers."""
    return digest([ground, _kept_own()])
