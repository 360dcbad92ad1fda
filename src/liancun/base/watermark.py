"""What a run saw (水位): each organisation's sequence at the moment the facts were frozen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from liancun.base.models import Counter
from liancun.base.request_cache import looking, once

M = TypeVar("M", bound=Model)


@once
def _every_mark() -> dict[str, int]:
    """All of them in one question: a look asks for this organisation's, that one's, and both."""
    return _marks(Counter.objects.all())


def _marks(rows: QuerySet[Counter]) -> dict[str, int]:
    return dict(rows.values_list("org_code", "value"))


@dataclass(frozen=True)
class Watermark:
    """The highest mark visible of each organisation; a record above it does not exist for the reader."""

    marks: tuple[tuple[str, int], ...]

    @classmethod
    def now(cls, org_codes: Iterable[str]) -> "Watermark":
        """The present mark of each organisation, 0 for one that never wrote."""
        codes = sorted(set(org_codes))
        values = _every_mark() if looking() else _marks(Counter.objects.filter(org_code__in=codes))
        return cls(tuple((code, values.get(code, 0)) for code in codes))

    @classmethod
    def everywhere(cls) -> "Watermark":
        """The present mark of every organisation: while it is the same, so is all that was recorded."""
        return cls(tuple(sorted(_every_mark().items())))

    def limit(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The `Stamped` rows of the named organisations that existed at the watermark."""
        seen = Q(pk__in=[])
        for org_code, mark in self.marks:
            seen |= Q(org_code=org_code, mark__lte=mark)
        return rows.filter(seen)

    def sees(self, row: Any) -> bool:
        """The same of one row that was read."""
        return bool(row.mark <= dict(self.marks).get(row.org_code, -1))

    def as_data(self) -> dict[str, int]:
        """JSON-ready."""
        return dict(self.marks)

    @classmethod
    def from_data(cls, data: dict[str, int]) -> "Watermark":
        """Read what `as_data` wrote."""
        return cls(tuple(sorted(data.items())))
