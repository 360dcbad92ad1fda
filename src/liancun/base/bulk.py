"""Many rows in one go (批量写入): executemany on SQLite, COPY on PostgreSQL.

No `save`, no per-row object round trip. Values are what the fields' own `get_db_prep_save` makes of them;
where that is known to hand a column on as it stands (texts, numbers) it is not asked, of equal days once.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Max, Model

from liancun.base import evidence
from liancun.base.driver_values import held, ready

M = TypeVar("M", bound=Model)
SLICE = 5_000


def insert(model: type[M], rows: Sequence[M], *, with_ids: bool = False) -> Sequence[M]:
    """Insert rows in the open transaction. With `with_ids` each gets its `pk`, in the order given.

    Ids rise in the order given. On SQLite the transaction holds the write lock already (IMMEDIATE); on
    PostgreSQL the sequence hands out each number once, whoever else asks it meanwhile.
    """
    assert connection.in_atomic_block, "a bulk insert belongs to an act"
    if not rows:
        return rows
    with_ids = with_ids or _needs_ids(model)
    fields = [field for field in model._meta.concrete_fields if with_ids or not _automatic(field)]
    if with_ids and _automatic(model._meta.pk):
        for row, number in zip(rows, _reserve(model, len(rows)), strict=True):
            row.pk = number
    _write(model, fields, rows, lambda some: [held(field, some) for field in fields])
    return rows


def insert_missing(model: type[M], rows: Sequence[M]) -> None:
    """Insert those rows whose key is not there yet; a row that is there stays, and is not this act's.

    Two acts at once may both find one missing: they say the same.
    """
    assert connection.in_atomic_block, "a bulk insert belongs to an act"
    there = {*model._base_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)}
    missing = [row for row in rows if row.pk not in there]
    model._base_manager.bulk_create(missing, ignore_conflicts=True)
    for row in missing:
        evidence.wrote(row)


def insert_values(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as values of the columns `names`, without an object for each.

    The values are what the model's fields would hold; a column that is not named takes the database's null.
    """
    assert connection.in_atomic_block, "a bulk insert belongs to an act"
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    if not rows:
        return
    key = model._meta.pk
    if _needs_ids(model) and key not in fields:
        fields = [key, *fields]
        rows = [(number, *row) for number, row in zip(_reserve(model, len(rows)), rows, strict=True)]
    _write(model, fields, rows, lambda some: [*zip(*some, strict=True)])


def reserve(model: type[Model], count: int) -> list[int]:
    """Ids for that many rows, rising; what `insert` with `with_ids` gives its rows."""
    return _reserve(model, count)


def _needs_ids(model: type[Model]) -> bool:
    """Whether a row's automatic key is told in its act's evidence, so that it has to be known."""
    cover = evidence.covers().get(str(model._meta.db_table))
    return cover is not None and cover.needs_key


def _automatic(field: "Field[Any, Any]") -> bool:
    return field.primary_key and field.get_internal_type().endswith("AutoField")


def _reserve(model: type[Model], count: int) -> list[int]:
    table, column = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return sorted(int(number) for (number,) in cursor.fetchall())
    highest = model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        kept = cursor.fetchone()
    first = max(int(highest), int(kept[0]) if kept else 0) + 1
    return list(range(first, first + count))


def _write(
    model: type[Model],
    fields: "list[Field[Any, Any]]",
    rows: Sequence[Any],
    columns_of: Callable[[Sequence[Any]], list[Sequence[Any]]],
) -> None:
    """`columns_of` makes some rows into columns; slice by slice, so that few stand twice in memory."""
    taking = evidence.taking(model, fields)

    def made(some: Sequence[Any]) -> list[tuple[Any, ...]]:
        columns = columns_of(some)
        driven = [*map(ready, fields, columns)]
        if taking:
            taking.take(columns, driven)
        return [*zip(*driven, strict=True)]

    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    slices = (made(rows[start : start + SLICE]) for start in range(0, len(rows), SLICE))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copying = cursor.copy(f"COPY {table} ({columns}) FROM STDIN")
            with connection.wrap_database_errors, copying as copy:
                for row in chain.from_iterable(slices):
                    copy.write_row(row)
            return
        sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
        for some in slices:
            cursor.executemany(sql, some)
