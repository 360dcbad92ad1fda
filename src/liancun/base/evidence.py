"""What an act wrote, kept so that an edit by hand is noticed (凭证链).

Every row of a record passes an act's doors; here its tag is taken (`imprints`), and when the act ends its
audit line is sealed over them and over the line before it. The keys lie beside the others, outside the data;
each line names the one it was sealed under. `proof` is the other side: what `liancun check` asks.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import Model

from liancun.base import driver_values, imprints
from liancun.base.imprints import DATA, SEALED, Column, Imprint
from liancun.base.models import AuditLine, Counter
from liancun.base.models import Imprint as Kept
from liancun.kernel.digest import digest

BEGIN, RESEAL = "base.begin_evidence", "base.reseal_evidence"
RESTORE = "base.restore"
KEY_NAME = 12

NO_RECORD = {
    "base.Setting": "a setting of this data, such as the demo day; no act",
    "base.Counter": "the head itself: it is verified with the chain",
    "base.AuditLine": "the chain itself",
    "base.Imprint": "in the seal of its line",
    "base.Job": "how far a job is, outside the transaction of its work",
    "base.TrailRow": "who looked, no act: sealed by itself (`trail`), and gone after its time",
    "base.KeptReport": "a report of a workbook that was sent; only each sender's last few are kept",
}
"""Tables of the program that hold no records, and why."""

NOT_COVERED = {
    "registry.Login": {
        "password": "its digest is made anew by the login library when that grows stronger, without an act",
        "last_login": "written at each login, without an act",
    },
    "base.CharterBlock": {
        "recorded_at": "two acts at once may bind the same text; the first one's moment stays"
    },
}
"""Columns of records that no evidence covers, and why; besides, the number of a row nothing refers to."""

BY_PARENT = {
    "registry.StandingMember": "standing",
    "notices.NoticeItem": "notice",
    "notices.ObjectionText": "objection",
}
"""Rows without a mark that belong to the act of the row they hang on."""

SINGLE = frozenset(
    ("registry.Person", "registry.Login", "registry.ApiToken", "base.CharterBlock", "committee.Voter")
)
"""Rows that are found by their key: what may be edited, so that the latest act over it counts, and what has
neither a mark nor a parent of its act."""


@dataclass(frozen=True)
class Cover:
    """What is covered of a table (凭证范围), and which act a row belongs to."""

    model: type[Model]
    columns: tuple[Column, ...]
    fields: "tuple[models.Field[Any, Any], ...]"
    single: bool
    parent: "models.Field[Any, Any] | None"

    @property
    def table(self) -> str:
        """Its name in the database."""
        return str(self.model._meta.db_table)

    @property
    def needs_key(self) -> bool:
        """Whether a row's automatic key is part of what is covered."""
        return self.single or self.model._meta.pk in self.fields


@lru_cache(maxsize=1)
def covers() -> Mapping[str, Cover]:
    """Every table of records by its name in the database."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("liancun.")]
    found = [_cover(model) for model in ours if model._meta.label not in NO_RECORD]
    return {cover.table: cover for cover in found}


def _cover(model: type[Model]) -> Cover:
    kept, label = model._meta, model._meta.label
    left_out = NOT_COVERED.get(label, {})
    referred = any(each.auto_created and not each.concrete for each in kept.get_fields(include_hidden=True))
    fields = tuple(
        each
        for each in kept.concrete_fields
        if each.name not in left_out and (each is not kept.pk or referred or not _automatic(each))
    )
    parent: Any = kept.get_field(BY_PARENT[label]) if label in BY_PARENT else None
    single = label in SINGLE
    marked = {"org_code", "mark"} <= {each.name for each in kept.concrete_fields}
    assert single or parent or marked, f"{label}: say in base/evidence.py which act its rows belong to"
    return Cover(model, tuple(map(imprints.column_of, fields)), fields, single, parent)


def _automatic(of: "models.Field[Any, Any]") -> bool:
    return of.get_internal_type().endswith("AutoField")


# --- keys --------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _named(keys: tuple[str, ...]) -> dict[str, bytes]:
    found = {}
    for text in keys:
        key = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        found[sha256(b"liancun evidence key" + key).hexdigest()[:KEY_NAME]] = key
    return found


def ring() -> Mapping[str, bytes]:
    """The keys there are by their names, the one for new lines first."""
    return _named(tuple(settings.EVIDENCE_KEYS))


def mac(key: bytes, what: str, *parts: Any) -> str:
    """A keyed digest of some parts, for one purpose."""
    return hmac.digest(key, digest([what, *parts]).encode(), "sha256").hex()


# --- what open acts wrote ------------------------------------------------------------------------


@dataclass
class Notes:
    """What one open act has written until now."""

    org_code: str
    mark: int
    key_name: str
    key: bytes
    imprints: dict[str, Imprint] = field(default_factory=dict)
    waiting: dict[str, list[Model]] = field(default_factory=dict)

    def imprint(self, cover: Cover) -> Imprint:
        """Of one table; begun where it is the first row of it."""
        if cover.table not in self.imprints:
            self.imprints[cover.table] = Imprint(cover.table, cover.columns, self.key, cover.single)
        return self.imprints[cover.table]

    def settle(self, table: str) -> None:
        """Take the rows written one by one; they may have been changed by their own act until now."""
        rows = self.waiting.pop(table, [])
        if rows:
            cover = covers()[table]
            columns = [driver_values.held(each, rows) for each in cover.fields]
            ready = [driver_values.ready(each, col) for each, col in zip(cover.fields, columns, strict=True)]
            subjects = [str(row.pk) for row in rows] if cover.single else []
            self.imprint(cover).take(_texts(cover, cover.fields, columns, ready), subjects)


_open: ContextVar[tuple[Notes, ...]] = ContextVar("liancun_evidence", default=())


def begin_notes(org_code: str, mark: int) -> Any:
    """Begin to take note of what an act writes; gives what `end_notes` wants."""
    name, key = next(iter(ring().items()))
    return _open.set((*_open.get(), Notes(org_code, mark, name, key)))


def writing() -> bool:
    """Whether an act is open."""
    return bool(_open.get())


def notes() -> Notes:
    """Of the innermost open act."""
    return _open.get()[-1]


def end_notes(token: Any) -> None:
    """The act is over, one way or the other."""
    _open.reset(token)


def wrote(row: Model) -> None:
    """Take note of a row that an act wrote or changed by itself."""
    cover = covers().get(str(row._meta.db_table))
    if cover:
        marks = (row.org_code, row.mark) if _is_marked(cover) else None  # type: ignore[attr-defined]
        _notes_of(cover, marks).waiting.setdefault(cover.table, []).append(row)


def changed(row: Model) -> None:
    """Take note of a row that an act changed: its own of before, or one of those that may be."""
    cover = covers().get(str(row._meta.db_table))
    if cover and cover.single:
        notes().waiting.setdefault(cover.table, []).append(row)
    elif cover:
        assert any(each is row for each in notes().waiting.get(cover.table, ())), (
            "its own act alone changes it"
        )


def taking(model: type[Model], fields: "Sequence[models.Field[Any, Any]]") -> "Taking | None":
    """What takes note of rows inserted in bulk; None where they are no records."""
    cover = covers().get(str(model._meta.db_table))
    return Taking(cover, tuple(fields)) if cover else None


@dataclass
class Taking:
    """Notes of one bulk insert."""

    cover: Cover
    fields: "tuple[models.Field[Any, Any], ...]"

    def take(self, held: Sequence[Sequence[Any]], ready: Sequence[Sequence[Any]]) -> None:
        """Some of its rows, by column: as they were held, and as the driver gets them."""
        place = {each.name: at for at, each in enumerate(self.fields)}
        marks = None
        if _is_marked(self.cover):
            found = {*zip(held[place["org_code"]], held[place["mark"]], strict=True)}
            assert len(found) == 1, "one bulk insert is one act's"
            marks = found.pop()
        noted, table = _notes_of(self.cover, marks), self.cover.table
        noted.settle(table)
        count = len(held[0])
        empty = [None] * count
        columns = [held[place[x.name]] if x.name in place else empty for x in self.cover.fields]
        driven = [ready[place[x.name]] if x.name in place else empty for x in self.cover.fields]
        pk = self.cover.model._meta.pk.name
        subjects = [*map(str, held[place[pk]])] if self.cover.single else []
        noted.imprint(self.cover).take(_texts(self.cover, self.cover.fields, columns, driven), subjects)


def _is_marked(cover: Cover) -> bool:
    return not cover.parent and not cover.single


def _notes_of(cover: Cover, marks: Any) -> Notes:
    """Of the act that a row says it is of; one without a mark is of the innermost."""
    for each in reversed(_open.get()):
        if marks is None or marks == (each.org_code, each.mark):
            return each
    raise AssertionError(f"{cover.model._meta.label}: a record is written within the act it says it is of")


def _texts(
    cover: Cover,
    fields: "Sequence[models.Field[Any, Any]]",
    held: Sequence[Sequence[Any]],
    ready: Sequence[Sequence[Any]],
) -> list[list[str]]:
    """Columns as texts: of what is sealed or kept as data what was held, of all else what the driver gets."""
    as_kept = (SEALED,) if connection.vendor != "postgresql" else (SEALED, DATA)
    return [
        imprints.texts(cover.table, column, own if column.kind in as_kept else driven, opened=True)
        for column, own, driven in zip(cover.columns, held, ready, strict=True)
    ]


# --- the seal of a line ----------------------------------------------------------------------------


def seal(line: AuditLine) -> list[Kept]:
    """Seal the line of the innermost act, over what it wrote and the line before; gives what is to be kept.

    The organisation's counter row is locked by this transaction.
    """
    noted = notes()
    for table in [*noted.waiting]:
        noted.settle(table)
    made = [kept(noted.org_code, noted.mark, each) for _table, each in sorted(noted.imprints.items())]
    counter = Counter.objects.filter(org_code=noted.org_code)
    before, value = counter.values_list("seal", "value").get()
    line.key = noted.key_name
    line.seal = line_seal(noted.key, before, line, map(imprint_digest, made))
    table = connection.ops.quote_name(Counter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET seal = %s, head = %s WHERE org_code = %s",
            [line.seal, head(noted.key, noted.org_code, value, line.seal), noted.org_code],
        )
    return made


def kept(org_code: str, mark: int, made: Imprint) -> Kept:
    """An imprint as the database keeps it."""
    return Kept(
        org_code=org_code,
        mark=mark,
        table=made.table,
        columns=imprints.told(made.columns),
        count=made.count,
        subjects=made.subjects,
        tags=bytes(made.tags),
        hints=made.hints(),
    )


def imprint_digest(made: Kept) -> str:
    """All that a kept imprint says."""
    said = digest([made.org_code, made.mark, made.table, made.columns, made.count, made.subjects])
    return sha256(said.encode() + bytes(made.tags) + bytes(made.hints)).hexdigest()


def line_seal(key: bytes, before: str, line: AuditLine, digests: Iterable[str]) -> str:
    """The seal of a line: it holds the line, what it wrote and, by the seal before, all that came before."""
    return mac(key, "line", before, line.digest, line.key, sorted(digests))


def head(key: bytes, org_code: str, value: int, last: str) -> str:
    """What the counter keeps: so many acts, of which this seal is the last."""
    return mac(key, "last line", org_code, value, last)


def new_key() -> str:
    """A key for the ring."""
    return secrets.token_urlsafe(32)
