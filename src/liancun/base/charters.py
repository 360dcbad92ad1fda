"""The charter of this data (本库章程): loaded once, every block's digest held against the first load."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from liancun.base.discovery import doors
from liancun.base.models import CharterBlock
from liancun.charter import Charter, load_charter
from liancun.charter.loader import CharterType
from liancun.kernel import BadInput, Problem
from liancun.kernel.digest import digest

C = TypeVar("C", bound=CharterType)


def own_folder() -> Path:
    """Where organisations' own decisions live: one folder per organisation code."""
    return Path(settings.DATA_DIR) / "charter"


@lru_cache(maxsize=1)
def current() -> Charter:
    """The loaded charter; `forget` after a decision was added."""
    return load_charter(own_folder())


_FORGETTERS: list[Callable[[], None]] = []


def on_forget(clear: Callable[[], None]) -> None:
    """Have a cache that rests on the charter cleared with it."""
    _FORGETTERS.append(clear)


def forget() -> None:
    """Load again on next use."""
    current.cache_clear()
    _in_force.cache_clear()
    for clear in _FORGETTERS:
        clear()


@lru_cache(maxsize=4096)
def _in_force(want: type[CharterType], on: date, org: str) -> CharterType:
    return current().in_force(want, on=on, org=org)


def in_force(want: type[C], *, on: date, org: str = "") -> C:
    """The typed slice in force for an organisation on a day. Refuses before the first day."""
    return _in_force(want, on, org)  # type: ignore[return-value]


def types() -> tuple[type[CharterType], ...]:
    """Every charter type: each room's `rules.CHARTERS`."""
    return tuple(want for _room, rules in doors("rules") for want in getattr(rules, "CHARTERS", ()))


FAMILIES: dict[str, type[Any]] = {}
"""Decisions that come one per room or per kind and share a type: {"permits/": Permits, "runs/": RunLife}."""


def type_of(decision: str) -> type[Any] | None:
    """The type a decision is read as; None where no room uses it."""
    own = next((want for want in types() if decision == want.DECISION), None)
    return own or FAMILIES.get(decision.partition("/")[0] + "/")


def check() -> list[Problem]:
    """Everything wrong with the charter on disk, including edited old decisions."""
    try:
        charter = load_charter(own_folder())
    except BadInput as bad:
        return list(bad.problems)
    problems = charter.check(types(), FAMILIES)
    seen = dict(CharterBlock.objects.values_list("block_id", "sha256"))
    loaded = {block.id: block for decision in charter.decisions.values() for block in decision.blocks}
    for block_id, block in loaded.items():
        if seen.get(block_id, block.sha256) != block.sha256:
            problems.append(Problem.of("charter.edited", file=block.file, block=block_id))
    for block_id in sorted(seen.keys() - loaded.keys()):
        problems.append(Problem.of("charter.removed", block=block_id))
    return problems


def ground() -> str:
    """A digest of what `check` rests on outside the data: the decisions' files and their readers."""
    program: Path = settings.PACKAGE
    parts = ["charter/*.py", "charter/law/**/*.yaml", "charter/defaults/**/*.yaml", "kernel/**/*.py"]
    parts += ["rooms/*/rules.py", "rooms/*/rules/*.py", "base/permits.py"]
    files = [path for part in parts for path in program.glob(part)]
    found = hashlib.sha256()
    files += [path for path in own_folder().rglob("*.y*ml") if path.is_file()]
    for path in sorted(files):
        content = path.read_bytes()
        found.update(f"{path} {len(content)} ".encode())
        found.update(content)
    return found.hexdigest()


def stamp(ground: str) -> str:
    """A digest of all that `check` rests on: while it stays, so do the answers."""
    return digest([ground, list(CharterBlock.objects.order_by("block_id").values_list("block_id", "sha256"))])


def record_blocks(charter: Charter, at: datetime) -> None:
    """Keep the digest of each block seen for the first time."""
    CharterBlock.objects.bulk_create(
        [
            CharterBlock(block_id=block.id, sha256=block.sha256, recorded_at=at)
            for decision in charter.decisions.values()
            for block in decision.blocks
        ],
        ignore_conflicts=True,
    )
