"""Who left or died and is to be paid back (退社待结算)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.kernel.fields import A, Day, Text, Whole, Yuan, _
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.queries import names
from liancun.rooms.surplus.facts.exits import unpaid


@dataclass(frozen=True)
class ExitRow:
    """An account that waits to be paid back (待退还的账户), before a loss is borne."""

    number: str
    name: A[str, Text(_("成员"), link="ref")]
    ended_on: A[date, Day(_("资格终止"))]
    contribution_fen: A[int, Yuan(_("出资额"))]
    reserve_share_fen: A[int, Yuan(_("公积金份额"))]
    ref: str


@dataclass(frozen=True)
class ExitsPage:
    """A page of them, with the sums of all."""

    total: int
    year: int
    contribution_fen: A[int, Yuan(_("出资额"))]
    reserve_share_fen: A[int, Yuan(_("公积金份额"))]
    rows: tuple[ExitRow, ...]


@listed(
    "surplus.exits",
    title=_("退社待结算"),
    path="surplus/{year}/exits",
    empty=_("没有待结算的退社、去世成员"),
)
def exits_waiting(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    year: A[int | None, Whole(_("年度"), 2000, 2100, help=_("留空即去年"))] = None,
    limit: int = 50,
    offset: int = 0,
) -> ExitsPage:
    """Whose membership ended by the end of a year and who still holds shares or a share of the reserve."""
    viewer.must_see(org_code)
    year = year or on.year - 1
    asof = Watermark.now([org_code, *registry.owners()])
    lines = unpaid(org_code, Period(year), asof)
    page = lines[offset : offset + limit]
    known = names(viewer, [line.payee for line in page])
    return ExitsPage(
        total=len(lines),
        year=year,
        contribution_fen=sum(line.facts.contribution_fen for line in lines),
        reserve_share_fen=sum(line.facts.reserve_share_fen for line in lines),
        rows=tuple(
            ExitRow(
                line.subject,
                known.get(line.payee, line.subject),
                line.facts.ended_on,
                line.facts.contribution_fen,
                line.facts.reserve_share_fen,
                f"member:{org_code}/{line.payee}",
            )
            for line in page
        ),
    )
