"""What some rows said (印记): a keyed tag of each row, and hints by which an edited column is found.

A value is told by what it is, not by how it is kept: days and moments alike on both databases, sealed text as
it reads when open. A tag is eight bytes; without the key nobody can make one for other values.
"""

import json
import json.encoder
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from functools import lru_cache
from hashlib import blake2b
from hmac import digest as hmac_digest
from typing import Any

from django.db import connection, models

from liancun.base.crypto import EncryptedTextField, decrypt
from liancun.kernel import Refusal

TAG, HINT = 8, 4
TEXT, WHOLE, YES_NO, DAY, MOMENT, DATA, SEALED = "tibdmjs"
KINDS: tuple[tuple[type[Any], str], ...] = (
    (EncryptedTextField, SEALED),
    (models.CharField, TEXT),
    (models.TextField, TEXT),
    (models.BooleanField, YES_NO),
    (models.IntegerField, WHOLE),
    (models.DateTimeField, MOMENT),
    (models.DateField, DAY),
    (models.JSONField, DATA),
)
NOTHING, DAMAGED = "~", "!"
BETWEEN_VALUES, BETWEEN_ROWS = "\x1f", "\x1e"
_quoted: Callable[[str], str] = json.encoder.encode_basestring
"""Control characters are escaped: no value looks like the end of one."""


@dataclass(frozen=True)
class Column:
    """A column that is covered, by its name in the table and the kind of value it holds."""

    name: str
    kind: str

    @property
    def told(self) -> str:
        """As an imprint keeps it."""
        return f"{self.name}:{self.kind}"

    @classmethod
    def of(cls, told: str) -> "Column":
        """What `told` told."""
        name, _colon, kind = told.rpartition(":")
        return cls(name, kind)


def column_of(of: "models.Field[Any, Any]") -> Column:
    """The column of a field; a foreign key holds what its target does."""
    target = of.target_field if isinstance(of, models.ForeignKey) else of
    kind = next(kind for known, kind in KINDS if isinstance(target, known))
    return Column(str(of.column), kind)


def texts(table: str, column: Column, values: Sequence[Any], *, opened: bool) -> list[str]:
    """A column's values as texts; `opened` where sealed ones are given open, as a writer has them."""
    kinds = {*map(type, values)}
    if kinds == {str} and column.kind == TEXT:
        return [*map(_quoted, values)]
    if kinds == {int} and column.kind == WHOLE:
        return [*map(str, values)]
    if column.kind == SEALED:
        about = f"{table}.{column.name}"
        return [_one(value if opened or not value else _open(value, about)) for value in values]
    if column.kind == DATA:
        return [_data(value, opened) for value in values]
    if column.kind in (DAY, MOMENT):
        made = {value: _one(_time(value)) for value in {*values}}
        return [made[value] for value in values]
    return [*map(_one, values)]


def _one(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return _quoted(value)
    return str(int(value)) if isinstance(value, bool | int) else _quoted(repr(value))


def _time(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    moment = hasattr(value, "astimezone")
    return str(value.astimezone(UTC).replace(tzinfo=None)) if moment else value.isoformat()


def _data(value: Any, opened: bool) -> str:
    """SQLite keeps the text that was written; PostgreSQL what it means, so both sides are put in order."""
    if connection.vendor != "postgresql" or value is None:
        return _one(value)
    said = value if opened else json.loads(value)
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _open(sealed: str, about: str) -> str:
    try:
        return decrypt(sealed, about)
    except Refusal as refusal:
        if refusal.code == "crypto.damaged":
            return DAMAGED
        raise


@lru_cache(maxsize=64)
def _begun(key: bytes, what: str, size: int) -> Any:
    """A keyed digest that has read what its rows are; copied for each."""
    own = hmac_digest(key, b"liancun imprint", "sha256")
    return blake2b(what.encode(), digest_size=size, key=own)


@dataclass
class Imprint:
    """The tags of rows of one table, as they come (一批记录的印记).

    `single`: each row has hints of its own, as the next act may change it; else a column has one hint for
    all rows together.
    """

    table: str
    columns: tuple[Column, ...]
    key: bytes
    single: bool = False
    count: int = 0
    tags: bytearray = field(default_factory=bytearray)
    subjects: list[str] = field(default_factory=list)
    _single_hints: bytearray = field(default_factory=bytearray)
    _running: list[Any] = field(default_factory=list)

    def take(self, columns: Sequence[Sequence[str]], subjects: Iterable[str] = ()) -> None:
        """Rows more, as the texts of their columns."""
        self.count += len(columns[0])
        self.tags += tags(self.table, self.columns, self.key, columns)
        if self.single:
            self.subjects += subjects
            for row in zip(*columns, strict=True):
                for column, text in zip(self.columns, row, strict=True):
                    self._single_hints += self._hint(column, text).digest()
            return
        if not self._running:
            self._running = [self._hint(column) for column in self.columns]
        for running, values in zip(self._running, columns, strict=True):
            running.update((BETWEEN_ROWS.join(values) + BETWEEN_ROWS).encode())

    def hints(self) -> bytes:
        """What tells which column was edited: one of each column, or of each row and column."""
        return bytes(self._single_hints) if self.single else b"".join(x.digest() for x in self._running)

    def _hint(self, column: Column, text: str = "") -> Any:
        found = _begun(self.key, f"hint {self.table} {column.told}", HINT).copy()
        found.update(text.encode())
        return found


def tags(table: str, columns: Sequence[Column], key: bytes, values: Sequence[Sequence[str]]) -> bytes:
    """The tag of each row, one after the other."""
    start = _begun(key, f"row {table} {told(columns)}", TAG)
    found = []
    for row in zip(*values, strict=True):
        one = start.copy()
        one.update(BETWEEN_VALUES.join(row).encode())
        found.append(one.digest())
    return b"".join(found)


def told(columns: Iterable[Column]) -> str:
    """Columns as an imprint keeps them."""
    return " ".join(column.told for column in columns)
