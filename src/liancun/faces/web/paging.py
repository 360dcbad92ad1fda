"""Pages of a long list (分页): the same shape for every list, so that no page grows with its rows."""

from dataclasses import dataclass
from typing import Any

from liancun.faces.request import Request

PAGE_ROWS = 50


@dataclass(frozen=True)
class Paging:
    """Where we are in a list of `total` rows; `number` counts from 1."""

    number: int
    total: int
    size: int = PAGE_ROWS

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_number(request: Request) -> int:
    """The page asked for, 1 where it is missing or no number."""
    asked = request.GET.get("page", "1")
    return min(max(1, int(asked)), 10**6) if asked.isdecimal() and len(asked) < 8 else 1


def window(request: Request, size: int = PAGE_ROWS) -> dict[str, Any]:
    """`limit` and `offset` for a query."""
    return {"limit": size, "offset": (page_number(request) - 1) * size}
