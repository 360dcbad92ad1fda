"""Whether records are what acts wrote (凭证核对): every row against its act; lines are `audit`'s.

An edit without the key is named: table, record, column. What was sealed under a key that is not there can be
called neither clean nor tampered.
"""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db import connection

from liancun.base import audit, evidence, imprints
from liancun.base.audit import Place
from liancun.base.evidence import BEGIN, RESEAL, Cover
from liancun.base.findings import Finding, Shareable
from liancun.base.imprints import DAY, HINT, MOMENT, TAG, Column, Imprint
from liancun.base.models import AuditLine
from liancun.base.models import Imprint as Kept

SLICE = 5_000
MOST = 20
"""So many rows of one act are named; then how many more."""


@dataclass
class Table:
    """One table: what its imprints say, and what stands in it."""

    cover: Cover
    spec: tuple[Column, ...]
    known: "Lines"

    def read(self) -> Iterator[tuple[list[Place], list[Any], list[list[str]]]]:
        """Slices of rows in the order written: the act of each, their keys, the texts of their columns."""
        quote, table = connection.ops.quote_name, self.cover.table
        own = f"t.{quote(str(self.cover.model._meta.pk.column))}"
        names = [self._told(f"t.{quote(each.name)}", each.kind) for each in self.spec]
        join, place = "", ("''", "0")
        if parent := self.cover.parent:
            above: Any = parent.related_model
            key = f"p.{quote(above._meta.pk.column)}"
            join = f" LEFT JOIN {quote(above._meta.db_table)} p ON {key} = t.{quote(str(parent.column))}"
            place = ("p.org_code", "p.mark")
        elif not self.cover.single or "org_code" in {each.name for each in self.spec}:
            place = ("t.org_code", "t.mark")
        sql = f"SELECT {', '.join([own, *place, *names])} FROM {quote(table)} t{join} ORDER BY {own}"
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql)
            while found := cursor.fetchmany(SLICE):
                keys, orgs, marks, *columns = zip(*found, strict=True)
                texts = [
                    imprints.texts(table, column, values, opened=False)
                    for column, values in zip(self.spec, columns, strict=True)
                ]
                yield self.known.places(table, orgs, marks), [*keys], texts

    def _told(self, column: str, kind: str) -> str:
        """A column as it is kept: SQLite's driver would make days out of texts, only to be texts again."""
        as_text = connection.vendor == "sqlite" and kind in (DAY, MOMENT)
        return f"CAST({column} AS TEXT)" if as_text else column


@dataclass
class Lines:
    """What the audit lines say of acts: the key of each, and those that sealed what was before them."""

    only: str = ""
    keys: dict[Place, str] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)
    resealed: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Lines":
        """All of them."""
        found = cls()
        names = {*AuditLine.objects.exclude(key="").values_list("key", flat=True).distinct()}
        if len(names) == 1:
            (found.only,) = names
        else:
            columns = ("org_code", "mark", "key")
            for org_code, mark, key in AuditLine.objects.values_list(*columns).iterator(chunk_size=SLICE):
                found.keys[org_code, mark] = key
        wide = AuditLine.objects.filter(verb__in=(BEGIN, RESEAL)).order_by("mark")
        for line in wide:
            if line.verb == BEGIN:
                found.begun[line.org_code] = line.mark
            for table in line.params.get("tables", ()):
                found.resealed[line.org_code, table] = line.mark
        return found

    def key_of(self, place: Place) -> str:
        """The name of the key that an act was sealed under; all under one, as a rule."""
        return self.only or self.keys.get(place, "")

    def places(self, table: str, orgs: Sequence[Any], marks: Sequence[Any]) -> list[Place]:
        """The act whose imprint holds each row: its own, or the one that sealed what was before it."""
        whole = {org: max(self.begun.get(org, 0), self.resealed.get((org, table), 0)) for org in {*orgs}}
        return [
            (org, whole[org] if (mark or 0) < whole[org] else mark)
            for org, mark in zip(orgs, marks, strict=True)
        ]


def rows_of(*tables: str) -> Iterator[Finding]:
    """What was edited, inserted or deleted by hand in some tables."""
    known = Lines.read()
    for table in tables:
        yield from _rows_of(table, known)


def _rows_of(table: str, known: Lines) -> Iterator[Finding]:
    cover = evidence.covers()[table]
    every = {(each.org_code, each.mark): each for each in Kept.objects.filter(table=table).order_by("pk")}
    # What a later line sealed anew speaks no more, nor of columns that may be gone.
    kept = {place: each for place, each in every.items() if _live(place, each, known, table)}
    specs: dict[tuple[str, str], set[Place]] = defaultdict(set)
    for place, each in kept.items():
        specs[each.columns, known.key_of(place)].add(place)
    if not specs:
        specs["", next(iter(evidence.ring()))] = set()  # nothing was written there: whatever is, was not
    find = _single if cover.single else _marked
    yield from find(cover, known, kept, specs)


def _marked(
    cover: Cover,
    known: Lines,
    kept: Mapping[Place, Kept],
    specs: Mapping[tuple[str, str], set[Place]],
) -> Iterator[Finding]:
    """Rows of acts that wrote them once."""
    strangers: dict[Place, dict[Any, None]] = defaultdict(dict)
    for (told, key_name), places in specs.items():
        key = evidence.ring().get(key_name)
        if key is None:
            continue
        table = Table(cover, tuple(map(Column.of, told.split())), known)
        stands = _standing(table, key, places, kept, strangers)
        for place in sorted(places):
            there = stands.get(place, _Standing())
            if bytes(kept[place].tags) != bytes(there.tags):
                yield from _Difference(table, key, place, kept[place], there.pairs()).findings()
    for place, keys in sorted(strangers.items(), key=str):
        yield from _named("proof.row_inserted", cover, place, [*keys])


def _live(place: Place, each: Kept, known: Lines, table: str) -> bool:
    """Whether an imprint still speaks of its rows: not where a later line sealed them all anew."""
    return place[1] >= known.resealed.get((place[0], table), 0)


@dataclass
class _Standing:
    """The rows of an act as they stand: their keys and, one after the other, their tags."""

    keys: list[Any] = field(default_factory=list)
    tags: bytearray = field(default_factory=bytearray)

    def pairs(self) -> list[tuple[Any, bytes]]:
        """Each row's key and tag."""
        return [(pk, bytes(self.tags[at * TAG : at * TAG + TAG])) for at, pk in enumerate(self.keys)]


def _standing(
    table: Table,
    key: bytes,
    places: set[Place],
    kept: Mapping[Place, Kept],
    strangers: dict[Place, dict[Any, None]],
) -> dict[Place, _Standing]:
    """The keys and tags of the rows of these acts as they stand, and rows of acts that wrote none."""
    found: dict[Place, _Standing] = defaultdict(_Standing)
    for of, keys, texts in table.read():
        if not {*of} <= places:
            for place, pk in zip(of, keys, strict=True):
                if place not in kept:
                    strangers[place][pk] = None
            chosen = [at for at, place in enumerate(of) if place in places]
            of, keys = [of[at] for at in chosen], [keys[at] for at in chosen]
            texts = [[column[at] for at in chosen] for column in texts]
        made = imprints.tags(table.cover.table, table.spec, key, texts)
        at = 0
        for place, run in groupby(of):
            end = at + sum(1 for _each in run)
            found[place].keys += keys[at:end]
            found[place].tags += made[at * TAG : end * TAG]
            at = end
    return found


@dataclass
class _Difference:
    """An act whose rows are not what it wrote."""

    table: Table
    key: bytes
    place: Place
    kept: Kept
    stands: list[tuple[Any, bytes]]

    def findings(self) -> Iterator[Finding]:
        """Rows whose tag the act did not leave; and how many of its rows are gone."""
        left = Tally(self._tags)
        other = []
        for pk, tag in self.stands:
            if left[tag]:
                left[tag] -= 1
            else:
                other.append(pk)
        gone = sum(left.values())
        cover = self.table.cover
        if not other and not gone:
            yield from _named("proof.rows_moved", cover, self.place, [pk for pk, _tag in self.stands[:1]])
        edited, inserted = other[:gone], other[gone:]
        columns = self._columns() if edited and len(self._tags) == len(self.stands) else ()
        code = "proof.row_edited" if columns else "proof.row_differs"
        yield from _named(code, cover, self.place, edited, columns=columns)
        yield from _named("proof.row_inserted", cover, self.place, inserted)
        if gone > len(edited):
            said = {"count": gone - len(edited), "position": self._first_gone()}
            yield _finding("proof.rows_deleted", cover, self.place, **said)

    @cached_property
    def _tags(self) -> list[bytes]:
        tags = bytes(self.kept.tags)
        return [tags[at : at + TAG] for at in range(0, len(tags), TAG)]

    def _first_gone(self) -> int:
        """Which of the act's rows, as it wrote them, is the first that is not there."""
        there = {tag for _pk, tag in self.stands}
        return next(at for at, tag in enumerate(self._tags, 1) if tag not in there)

    def _columns(self) -> tuple[str, ...]:
        """The columns whose hint is another now."""
        again = Imprint(self.table.cover.table, self.table.spec, self.key)
        for of, _keys, texts in self.table.read():
            chosen = [at for at, place in enumerate(of) if place == self.place]
            if chosen:
                again.take([[column[at] for at in chosen] for column in texts])
        return _other(self.table, bytes(self.kept.hints), again.hints())


def _other(table: Table, was: bytes, now: bytes) -> tuple[str, ...]:
    """The names of columns whose hints differ."""
    words = {each.column: str(each.verbose_name) for each in table.cover.model._meta.concrete_fields}
    return tuple(
        words.get(column.name, column.name)
        for at, column in enumerate(table.spec)
        if was[at * HINT : at * HINT + HINT] != now[at * HINT : at * HINT + HINT]
    )


@dataclass(frozen=True)
class _Latest:
    """What the latest act over a row says of it."""

    place: Place
    tag: bytes
    hints: bytes
    told: str
    key_name: str


def _single(
    cover: Cover,
    known: Lines,
    kept: Mapping[Place, Kept],
    specs: Mapping[tuple[str, str], set[Place]],
) -> Iterator[Finding]:
    """Rows that are found by their key: the latest act over each counts."""
    latest: dict[str, _Latest] = {}
    for place, each in kept.items():
        wide = len(each.columns.split()) * HINT
        tags, hints = bytes(each.tags), bytes(each.hints)
        for at, subject in enumerate(each.subjects):
            latest[str(subject)] = _Latest(
                place,
                tags[at * TAG : at * TAG + TAG],
                hints[at * wide : at * wide + wide],
                each.columns,
                known.key_of(place),
            )
    seen: set[str] = set()
    unknown: dict[Any, None] = {}
    for told, key_name in specs:
        key = evidence.ring().get(key_name)
        table = Table(cover, tuple(map(Column.of, told.split())), known)
        for _of, keys, texts in table.read():
            made = imprints.tags(cover.table, table.spec, key or b"", texts)
            for at, pk in enumerate(keys):
                said = latest.get(str(pk))
                seen.add(str(pk))
                if said is None:
                    unknown[pk] = None
                    continue
                speaks = key and (said.told, said.key_name) == (told, key_name)
                if speaks and made[at * TAG : at * TAG + TAG] != said.tag:
                    one = Imprint(cover.table, table.spec, key or b"", single=True)
                    one.take([[column[at]] for column in texts], [str(pk)])
                    columns = _other(table, said.hints, one.hints())
                    yield from _named("proof.row_edited", cover, said.place, [pk], columns=columns)
    yield from _named("proof.row_unknown", cover, ("", 0), [*unknown])
    for subject in sorted(latest.keys() - seen):
        yield from _named("proof.row_deleted", cover, latest[subject].place, [subject])


def _named(
    code: str, cover: Cover, place: Place, keys: Sequence[Any], *, columns: Iterable[str] = ()
) -> Iterator[Finding]:
    """A finding for each of these rows; of very many the rest together."""
    called = _called(cover, keys[:MOST])
    more = {"columns": "、".join(columns)} if columns else {}
    for pk in keys[:MOST]:
        yield _finding(code, cover, place, row=str(pk), called=called.get(pk, ""), **more)
    if len(keys) > MOST:
        yield _finding("proof.rows_more", cover, place, count=len(keys) - MOST)


def _called(cover: Cover, keys: Sequence[Any]) -> dict[Any, str]:
    """What records are called by: codes and numbers, nothing personal."""
    codes = getattr(cover.model, "codes", ())
    rows = cover.model._base_manager.filter(pk__in=keys).values_list("pk", *codes) if codes and keys else ()
    return {pk: "·".join(str(each) for each in said if each not in (None, "")) for pk, *said in rows}


def _finding(code: str, cover: Cover, place: Place, **said: Any) -> Finding:
    org_code, mark = place
    ref = f"audit:{org_code}/{mark}" if mark else f"table:{cover.table}"
    words = str(cover.model._meta.verbose_name)
    return Finding.of(
        "tampered", ref, code, table=cover.table, title=words, org=org_code or "", mark=mark or 0, **said
    )


def _by_room() -> list[tuple[str, ...]]:
    """The tables of each room, which one share reads together."""
    found: dict[str, list[str]] = defaultdict(list)
    for table, cover in sorted(evidence.covers().items()):
        found[cover.model._meta.app_label].append(table)
    return [tuple(tables) for _room, tables in sorted(found.items())]


ROWS = Shareable(lambda tables: rows_of(*tables), _by_room)
CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (audit.chain, ROWS)
