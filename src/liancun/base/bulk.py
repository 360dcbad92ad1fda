"""Many rows in one go (批量写入): executemany on SQLite, COPY on PostgreSQL.

No `save`, no per-row object round trip. Values are what the fields' own `get_db_prep_save` makes of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Max, Model

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
    fields = [field for field in model._meta.concrete_fields if with_ids or not _automatic(field)]
    if with_ids:
        for row, number in zip(rows, _reserve(model, len(rows)), strict=True):
            row.pk = number
    if connection.vendor == "postgresql":
        _copy(model, fields, rows)
    else:
        _many(model, fields, rows)
    return rows


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


def _values(fields: "Iterable[Field[Any, Any]]", row: Model) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]


def _many(model: type[Model], fields: "list[Field[Any, Any]]", rows: Sequence[Model]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), SLICE):
            cursor.executemany(sql, [_values(fields, row) for row in rows[start : start + SLICE]])


def _copy(model: type[Model], fields: "list[Field[Any, Any]]", rows: Sequence[Model]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(_values(fields, row))
