"""Many rows in one go (批量写入): executemany on SQLite, COPY on PostgreSQL.

No `save`, no per-row object round trip. Values are what the fields' own `get_db_prep_save` makes of them;
where that is known to hand a value on as it stands (a text, a number) it is not asked, of equal days once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
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


@dataclass
class _Column:
    """How a field's values get ready: as they stand, once for each day, or by the field itself."""

    source: "Field[Any, Any]"
    name: str
    as_is: type[Any] | None
    day: type[Any] | None
    known: dict[Any, Any] = field(default_factory=dict)

    def ready(self, row: Model) -> Any:
        """What the field itself makes of it; remembered where it is a day."""
        value = self.source.pre_save(row, True)
        if type(value) is not self.day:
            return self.source.get_db_prep_save(value, connection)
        made = self.known.get(value)
        if made is None:
            made = self.known[value] = self.source.get_db_prep_save(value, connection)
        return made


def _columns(fields: "Sequence[Field[Any, Any]]") -> list[_Column]:
    found = []
    for each in fields:
        target = each.target_field if isinstance(each, models.ForeignKey) else each
        found.append(_Column(each, each.attname, AS_IS.get(type(target)), DAYS.get(type(each))))
    return found


def _values(columns: list[_Column], row: Model) -> list[Any]:
    values = []
    for column in columns:
        if column.as_is is not None:
            value = getattr(row, column.name)
            if value is None or type(value) is column.as_is:
                values.append(value)
                continue
        values.append(column.ready(row))
    return values


def _many(model: type[Model], fields: "list[Field[Any, Any]]", rows: Sequence[Model]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    ready = _columns(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), SLICE):
            cursor.executemany(sql, [_values(ready, row) for row in rows[start : start + SLICE]])


def _copy(model: type[Model], fields: "list[Field[Any, Any]]", rows: Sequence[Model]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    ready = _columns(fields)
    with connection.cursor() as cursor, cursor.copy(sql) as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(_values(ready, row))
