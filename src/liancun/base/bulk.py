"""Many rows in one go (批量写入): executemany on SQLite, COPY on PostgreSQL.

No `save`, no per-row object round trip. Values are what the fields' own `get_db_prep_save` makes of them;
where that is known to hand a value on as it stands (a text, a number) it is not asked, of equal days once.
"""

from collections.abc import Callable, Sequence
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
    columns = _columns(fields)
    _write(model, fields, rows, lambda row: _values(columns, row))
    return rows


def insert_values(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as values of the columns `names`, without an object for each.

    The values are what the model's fields would hold; a column that is not named takes the database's null.
    """
    assert connection.in_atomic_block, "a bulk insert belongs to an act"
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    columns = list(enumerate(_columns(fields)))

    def ready(row: Sequence[Any]) -> list[Any]:
        return [
            row[at] if row[at] is None or type(row[at]) is column.as_is else column.made(row[at])
            for at, column in columns
        ]

    if rows:
        _write(model, fields, rows, ready)


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
        return self.made(self.source.pre_save(row, True))

    def made(self, value: Any) -> Any:
        """What the field makes of a value; of equal days once."""
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


def _write(
    model: type[Model],
    fields: "list[Field[Any, Any]]",
    rows: Sequence[Any],
    ready: Callable[[Any], list[Any]],
) -> None:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:  # type: ignore[attr-defined]
                for row in rows:
                    copy.write_row(ready(row))
            return
        sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
        for start in range(0, len(rows), SLICE):
            cursor.executemany(sql, [ready(row) for row in rows[start : start + SLICE]])
