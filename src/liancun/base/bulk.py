"""Many rows in one go (批量写入): executemany on SQLite, COPY on PostgreSQL.

No `save`, no per-row object round trip. Values are what the fields' own `get_db_prep_save` makes of them;
where that is known to hand a column on as it stands (texts, numbers) it is not asked, of equal days once.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Field, Max, Model

M = TypeVar("M", bound=Model)
SLICE = 5_000
AS_IS: dict[type[Any], type[Any]] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.SmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.BigAutoField: int,
}
"""Fields of exactly these classes hand on a value of exactly that type, or None, as it stands."""
DAYS: dict[type[Any], type[Any]] = {models.DateField: date, models.DateTimeField: datetime}


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
    _write(model, fields, rows, lambda some: [_ready(field, _held(field, some)) for field in fields])
    return rows


def insert_values(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as values of the columns `names`, without an object for each.

    The values are what the model's fields would hold; a column that is not named takes the database's null.
    """
    assert connection.in_atomic_block, "a bulk insert belongs to an act"
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    if rows:
        _write(model, fields, rows, lambda some: [*map(_ready, fields, zip(*some, strict=True))])


def reserve(model: type[Model], count: int) -> list[int]:
    """Ids for that many rows, rising; what `insert` with `with_ids` gives its rows."""
    return _reserve(model, count)


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


def _held(field: "Field[Any, Any]", rows: Sequence[Model]) -> Sequence[Any]:
    """What rows hold in a field; asked of the field itself only where it has a way of its own."""
    if type(field).pre_save is Field.pre_save:
        return [*map(attrgetter(field.attname), rows)]
    return [field.pre_save(row, True) for row in rows]


def _ready(field: "Field[Any, Any]", values: Sequence[Any]) -> Sequence[Any]:
    """A column's values as the driver takes them, judged together: as they stand, or by the field itself."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    kinds = {*map(type, values)} - {type(None)}
    if kinds <= {AS_IS.get(type(target))}:
        return values
    if kinds == {DAYS.get(type(field))}:
        made = {value: field.get_db_prep_save(value, connection) for value in {*values}}
        return [made[value] for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]


def _write(
    model: type[Model],
    fields: "list[Field[Any, Any]]",
    rows: Sequence[Any],
    ready: Callable[[Sequence[Any]], list[Sequence[Any]]],
) -> None:
    """`ready` makes some rows into columns; slice by slice, so that few stand twice in memory."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    slices = (
        [*zip(*ready(rows[start : start + SLICE]), strict=True)] for start in range(0, len(rows), SLICE)
    )
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
