"""The company's memo (公司资金备查): to the leader and the auditor, nobody else."""

from dataclasses import dataclass

from django.db.models import Max

from liancun.base import clock
from liancun.base.lists import in_order, listed
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Text, Whole, Yuan, _
from liancun.rooms.park import facts
from liancun.rooms.park.cash import Quarter, low_point, quarters
from liancun.rooms.park.models import CompanyCash
from liancun.rooms.registry.queries.names import orgs_of_kind

MEMO_POSTS = ("leader", "auditor")
DIRECTIONS = (
    (CompanyCash.Direction.OPENING, _("期初")),
    (CompanyCash.Direction.IN, _("收入")),
    (CompanyCash.Direction.OUT, _("支出")),
    (CompanyCash.Direction.SUPPORT, _("母公司托底")),
)


@dataclass(frozen=True)
class CashLine:
    """One item of a quarter (备查项目), in fen."""

    quarter: A[int, Whole(_("季"))]
    item: A[str, Text(_("项目"))]
    direction: A[str, Choice(_("方向"), DIRECTIONS)]
    amount_fen: A[int, Yuan(_("金额"))]
    note: A[str, Text(_("说明"))]


@dataclass(frozen=True)
class CompanyYear:
    """A year of the company's cash (公司一年): the quarters, the one with least, the items."""

    org_code: str
    year: int
    quarters: tuple[Quarter, ...]
    low: Quarter
    lines: tuple[CashLine, ...]


@dataclass(frozen=True)
class CashPage:
    """A page of the items of a year (备查项目一页), with that year's quarters."""

    total: int
    year: int
    quarters: tuple[Quarter, ...]
    rows: tuple[CashLine, ...]

    @property
    def low(self) -> Quarter:
        """The quarter with least before the parent helps."""
        return low_point(self.quarters)


def memo_companies(viewer: Viewer) -> tuple[str, ...]:
    """The platform companies of today whose memo the viewer may see: below where such a post is held."""
    posts = [post for post in viewer.posts if post.kind in MEMO_POSTS]
    return tuple(
        code
        for code in orgs_of_kind("platform_company", clock.today())
        if viewer is SYSTEM or any(code == post.org_code or code in post.below for post in posts)
    )


def memo_company(viewer: Viewer) -> str:
    """The first of them; '' for none."""
    return "".join(memo_companies(viewer)[:1])


def may_see_memo(viewer: Viewer, org_code: str) -> bool:
    """Whether the viewer may see the memo of that organisation."""
    return org_code in memo_companies(viewer)


def company_year(viewer: Viewer, year: int) -> CompanyYear:
    """The memo of a year; for others, and where nothing was entered, there is none."""
    company = memo_company(viewer)
    if not company or not (lines := _lines(company, year)):
        raise Refusal("viewer.not_found")
    found = quarters(*facts.cash_moves(company, year))
    return CompanyYear(company, year, found, low_point(found), lines)


@listed(
    "park.cash",
    title=_("公司资金备查"),
    sorts=("amount_fen",),
    command="cash-lines",
    empty=_("没有备查的项目"),
    serves=may_see_memo,
)
def cash_page(
    viewer: Viewer,
    org_code: str,
    *,
    year: A[int | None, Whole(_("年度"), 2000, 2100, help=_("留空即最近一年"))] = None,
    quarter: A[int | None, Whole(_("季"), 1, 4)] = None,
    direction: A[str, Choice(_("方向"), DIRECTIONS)] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> CashPage:
    """The items of a year, by quarter, with the quarters of that year; for others there is none."""
    if not may_see_memo(viewer, org_code):
        raise Refusal("viewer.not_found")
    known = CompanyCash.objects.filter(org_code=org_code)
    year = year or known.aggregate(last=Max("year"))["last"] or clock.today().year
    rows = [
        row
        for row in _lines(org_code, year)
        if quarter in (None, row.quarter) and direction in ("", row.direction)
    ]
    shown = in_order(rows, sort)[offset : offset + limit]
    return CashPage(len(rows), year, quarters(*facts.cash_moves(org_code, year)), tuple(shown))


def _lines(org_code: str, year: int) -> tuple[CashLine, ...]:
    rows = sorted(facts.cash_rows(org_code, year), key=lambda row: (row.quarter, row.direction, row.item))
    return tuple(CashLine(row.quarter, row.item, row.direction, row.amount_fen, row.note) for row in rows)
