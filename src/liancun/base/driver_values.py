"""What rows hold as the driver takes it (写库值), column by column."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models import Field, Model

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


def held(field: "Field[Any, Any]", rows: Sequence[Model]) -> Sequence[Any]:
    """What rows hold in a field; asked of the field itself only where it has a way of its own."""
    if type(field).pre_save is Field.pre_save:
        return [*map(attrgetter(field.attname), rows)]
    return [field.pre_save(row, True) for row in rows]


def ready(field: "Field[Any, Any]", values: Sequence[Any]) -> Sequence[Any]:
    """A column's values as the driver takes them, judged together: as they stand, or by the field itself."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    kinds = {*map(type, values)} - {type(None)}
    if kinds <= {AS_IS.get(type(target))}:
        return values
    if kinds == {DAYS.get(type(field))}:
        made = {value: field.get_db_prep_save(value, connection) for value in {*values}}
        return [made[value] for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]
