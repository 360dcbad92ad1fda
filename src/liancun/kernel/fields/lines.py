"""Rows that are filled in together (分行填写): the lines of a voucher, the payments of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liancun.kernel.fields.field import Field, Wrong
from liancun.kernel.fields.specs import Spec, specs_of


@dataclass(frozen=True)
class Lines(Field):
    """Several rows of a dataclass of fields; an array of objects in JSON."""

    of: type = object
    least: int = 1
    most: int = 10_000

    @property
    def specs(self) -> tuple[Spec, ...]:
        """The fields of a row."""
        return specs_of(self.of)

    def read(self, raw: Any) -> Mapping[int, Any]:
        """What was said of each row, by its number from 1. Raises Wrong."""
        if not isinstance(raw, list):
            raise Wrong("field.not_list", value=str(raw)[:40])
        self._counted(raw)
        return dict(enumerate(raw, 1))

    def typed(self, value: Any) -> Mapping[int, Any]:
        return self.read(value)

    def check(self, value: Any) -> None:
        """Whether there are as many as may be; each row is looked at by itself."""
        if not isinstance(value, tuple | list):
            raise Wrong("field.not_list", value=str(value)[:40])
        self._counted(value)

    def _counted(self, rows: Any) -> None:
        if len(rows) < self.least:
            raise Wrong("import.empty")
        if len(rows) > self.most:
            raise Wrong("field.too_many", most=self.most)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "minItems": self.least, "maxItems": self.most}
