"""The company's memo (公司资金备查): to the leader and the auditor, nobody else."""

from dataclasses import dataclass

from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.park import facts
from liancun.rooms.park.cash import Quarter, low_point, quarters
from liancun.rooms.park.models import CompanyCash

MEMO_POSTS = ("leader", "auditor")
COMPANY = "company"


@dataclass(frozen=True)
class CashLine:
    """One item of a quarter (备查项目), in fen."""

    quarter: int
    item: str
    direction: str
    amount_fen: int
    note: str


@dataclass(frozen=True)
class CompanyYear:
    """A year of the company's cash (公司一年): the quarters, the one with least, the items."""

    year: int
    quarters: tuple[Quarter, ...]
    low: Quarter
    lines: tuple[CashLine, ...]


def may_see_memo(viewer: Viewer) -> bool:
    """Whether the viewer holds one of those posts."""
    return viewer is SYSTEM or any(post.kind in MEMO_POSTS for post in viewer.posts)


def company_year(viewer: Viewer, year: int) -> CompanyYear:
    """The memo of a year; for others, and where nothing was entered, there is none."""
    rows = CompanyCash.objects.filter(org_code=COMPANY, year=year).order_by("quarter", "direction", "item")
    if not may_see_memo(viewer) or not rows:
        raise Refusal("viewer.not_found")
    found = quarters(*facts.cash_moves(COMPANY, year))
    lines = tuple(CashLine(row.quarter, row.item, row.direction, row.amount_fen, row.note) for row in rows)
    return CompanyYear(year, found, low_point(found), lines)
