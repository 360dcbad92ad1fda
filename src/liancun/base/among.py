"""One of many (多值之一): `filter(code__among=codes)` asks for any number of texts or whole numbers at once.

`__in` makes a parameter of each value, looks at each by itself and may name no more than some ten thousand.
Here all are one parameter.
"""

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, Lookup


@Field.register_lookup
class Among(Lookup[Any]):
    """A column whose value is one of many."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(lhs, frozenset(rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """On PostgreSQL an array."""
        column, params = self._column(compiler, connection)
        return f"{column} = ANY(%s)", (*params, [*self.rhs])

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """On SQLite a JSON list."""
        column, params = self._column(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, json.dumps([*self.rhs]))

    def _column(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.rhs:
            raise EmptyResultSet
        return self.process_lhs(compiler, connection)
