"""What land earned (土地的钱): a holder's years line by line, and the lists of a year."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from liancun.base.lists import listed
from liancun.base.request_cache import once
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.kernel.fields import A, Choice, Code, Day, Mu, Text, Whole, Word, Yuan, _
from liancun.rooms.park.models import ParkStatement
from liancun.rooms.park.rules import TOP_UP
from liancun.rooms.registry import queries as registry
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import LineRow, LineTold, RunRow
from liancun.rooms.settlement.queries.columns import STATE

FLOOR_RUN, SHARE_RUN = "guaranteed_dividend", "park_share"
KINDS: Final = ((FLOOR_RUN, _("保底分红")), (SHARE_RUN, _("园区分成")))
PART = Word(_("类别"), of="part")
PIECE, COLLECTIVE_SHARE = "park.piece", "park.collective_share"
SHARE_SAID = ("centimu_days", "share_fen", "floor_fen", "over_fen")
LINES_MOST = 200


@dataclass(frozen=True)
class PieceRow:
    """A plot in a line (计酬地块): area in hundredths of a mu, price of a mu and year, days of the year."""

    contract: A[str, Code(_("合同"))]
    plot: A[str, Code(_("地块"))]
    area_centimu: A[int, Mu(_("面积"))]
    price_fen: A[int, Yuan(_("每亩每年"))]
    days: A[int, Whole(_("天数"))]
    year_days: int


@dataclass(frozen=True)
class MoneyLine:
    """A line of land money with the plots it is for (一笔土地钱), or why it is what it is.

    `paid_on` is the last day money moved for it; `area_centimu` counts each plot once.
    """

    line: int
    ref: str
    kind: str
    part: A[str, replace(PART, link="ref")]
    payee_name: A[str, Text(_("收款人"))]
    amount_fen: A[int, Yuan(_("应得"))]
    paid_fen: A[int, Yuan(_("已付"))]
    open_fen: int
    state: A[str, STATE]
    payable: bool
    paid_on: A[date | None, Day(_("到账日"))]
    area_centimu: A[int, Mu(_("面积"))]
    pieces: tuple[PieceRow, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class MoneyYear:
    """A year of a holder's land money (一年土地钱), in fen: what is theirs, and what was paid of it."""

    year: int
    amount_fen: int
    paid_fen: int
    lines: tuple[MoneyLine, ...]


@dataclass(frozen=True)
class HolderMoney:
    """What a holder's land earned, newest year first (一户的土地钱)."""

    holder: str
    years: tuple[MoneyYear, ...]


@dataclass(frozen=True)
class SpanRow:
    """The land of a line with one price and as many days (计酬段): what its amount is worked out from."""

    area_centimu: A[int, Mu(_("面积"))]
    price_fen: A[int, Yuan(_("每亩每年"))]
    days: A[int, Whole(_("天数"))]
    year_days: int


@dataclass(frozen=True)
class ShareRow:
    """How a line of the park's share came about (分成由来): area by days, its share, the floor it had."""

    centimu_days: int
    share_fen: A[int, Yuan(_("应分"))]
    floor_fen: A[int, Yuan(_("已有保底"))]


@dataclass(frozen=True)
class DividendRow:
    """A line of a year's list (分红清单行): `spans` of the floor, `share` of what is above it."""

    line: int
    ref: str
    holder_name: A[str, Text(_("户"), link="ref")]
    part: A[str, PART]
    area_centimu: A[int, Mu(_("面积"))]
    paid_on: A[date | None, Day(_("到账日"))]
    paid_fen: A[int, Yuan(_("已付"))]
    amount_fen: A[int, Yuan(_("应发"))]
    state: A[str, STATE]
    payee: str
    payee_name: A[str, Text(_("收款人"))]
    holder: A[str, Code(_("户编码"))]
    village_code: str
    plots: int
    spans: tuple[SpanRow, ...]
    share: ShareRow | None
    payable: bool


@dataclass(frozen=True)
class DividendList:
    """The list of a year (分红清单). Sums are of all its lines in reach, not of the page."""

    org_code: str
    issuer: str
    year: int
    kind: str
    run: str
    state: str
    digest: str
    total: int
    amount_fen: A[int, Yuan(_("应发"))]
    paid_fen: A[int, Yuan(_("已付"))]
    rows: tuple[DividendRow, ...]

    @property
    def hidden(self) -> tuple[str, ...]:
        """A share of the pots is no plot's: it has no area."""
        return ("area_centimu",) if self.kind == SHARE_RUN else ()


def live_run(viewer: Viewer, org_code: str, kind: str, year: int) -> RunRow | None:
    """The run of a year that stands, or None."""
    return settlement.live_runs(viewer, org_code, str(year), *dict(KINDS)).get(kind)


def holder_money(viewer: Viewer, holder: str) -> HolderMoney:
    """What a holder's land earned, as far as the viewer may see its lines; else nothing."""
    every = settlement.bills(viewer, subject=holder, limit=LINES_MOST).rows if holder else ()
    lines = [line for line in every if line.kind in dict(KINDS)]
    told = settlement.lines_told(viewer, [line.line for line in lines])
    by_year: dict[int, list[MoneyLine]] = {}
    for line in sorted(lines, key=lambda each: (each.kind, each.line)):
        by_year.setdefault(int(line.period), []).append(_line(line, told[line.line]))
    return HolderMoney(holder, tuple(_year(year, by_year[year]) for year in sorted(by_year, reverse=True)))


@once
def my_land_money(viewer: Viewer, household: str) -> HolderMoney:
    """The land money of a household by its living, registered or contracting code."""
    return holder_money(viewer, registry.contracting_home(household))


def _year(year: int, lines: list[MoneyLine]) -> MoneyYear:
    own = [line for line in lines if line.payable]
    sums = sum(line.amount_fen for line in own), sum(line.paid_fen for line in own)
    return MoneyYear(year, *sums, tuple(lines))


def _line(row: LineRow, told: LineTold) -> MoneyLine:
    pieces = tuple(_pieces(told.reasons))
    return MoneyLine(
        row.line,
        row.ref,
        row.kind,
        row.part,
        row.payee_name,
        row.amount_fen,
        row.paid_fen,
        row.open_fen,
        row.state,
        row.payable,
        told.paid_on,
        area_of(pieces),
        pieces,
        tuple(reason for reason in told.reasons if reason.code != PIECE),
    )


def _pieces(reasons: Iterable[Reason]) -> Iterable[PieceRow]:
    for reason in reasons:
        if reason.code == PIECE:
            said = dict(reason.params)
            numbers = (int(str(said[name])) for name in ("area_centimu", "price_fen", "days", "year_days"))
            yield PieceRow(str(said["contract"]), str(said["plot"]), *numbers)


def area_of(pieces: Iterable[PieceRow]) -> int:
    """The land of a line: each plot once, at its latest measure of the year."""
    area: dict[str, int] = {}
    for piece in pieces:
        area[piece.plot] = piece.area_centimu
    return sum(area.values())


def spans_of(pieces: Iterable[PieceRow]) -> tuple[SpanRow, ...]:
    """The pieces of a line added up by price and days; they give the same amount."""
    area: dict[tuple[int, int, int], int] = {}
    for piece in pieces:
        key = (piece.price_fen, piece.days, piece.year_days)
        area[key] = area.get(key, 0) + piece.area_centimu
    return tuple(
        SpanRow(centimu, price_fen, days, year_days)
        for (price_fen, days, year_days), centimu in sorted(area.items())
    )


def _share(reasons: Iterable[Reason]) -> ShareRow | None:
    for reason in reasons:
        said = {name: int(str(value)) for name, value in reason.params if name in SHARE_SAID}
        if "centimu_days" in said:
            floor_fen = said.get("floor_fen", said["share_fen"] + said.get("over_fen", 0))
            return ShareRow(
                said["centimu_days"], said["share_fen"], 0 if reason.code == COLLECTIVE_SHARE else floor_fen
            )
    return None


def years(viewer: Viewer, org_code: str, *, on: date) -> tuple[int, ...]:
    """The years with a statement, and this one; newest first."""
    viewer.must_see(org_code)
    told = set(ParkStatement.objects.filter(org_code=org_code).values_list("year", flat=True))
    return tuple(sorted(told | {on.year}, reverse=True))


@listed(
    "park.dividends",
    title=_("分红清单"),
    sorts=("amount_fen",),
    path="park/{year}/dividends",
    command="list",
    empty=_("还没有清单:在“结算”里草拟"),
)
def dividend_list(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    year: A[int | None, Whole(_("年度"), 2000, 2100, help=_("留空即最近一份清单"))] = None,
    kind: A[str, Choice(_("钱款"), KINDS)] = FLOOR_RUN,
    village_code: A[str, Choice(_("村"), "registry.villages")] = "",
    sort: Literal["", "amount_fen", "-amount_fen"] = "",
    limit: int = 50,
    offset: int = 0,
    whole: bool = False,
) -> DividendList:
    """The lines of a year's run, of one village or all; to those who see the organisation's money.

    `whole` also tells the run's digest, which a printed list carries.
    """
    viewer.must_see(org_code)
    if year is None:
        year = on.year if live_run(viewer, org_code, kind, on.year) else on.year - 1
    run = live_run(viewer, org_code, kind, year)
    issuer = registry.org_name(org_code)
    if run is None:
        return DividendList(org_code, issuer, year, kind, "", "", "", 0, 0, 0, ())
    page = settlement.lines_page(
        viewer, run.run, village_code=village_code, sort=sort, limit=limit, offset=offset
    )
    told = settlement.lines_told(viewer, [line.line for line in page.rows])
    if page.total == run.line_count:
        paid_fen = run.paid_fen
    elif page.total == len(page.rows):
        paid_fen = sum(line.paid_fen for line in page.rows)
    else:
        paid_fen = settlement.paid_in(viewer, run.run, village_code=village_code)
    return DividendList(
        org_code,
        issuer,
        year,
        kind,
        run.ref,
        run.state,
        settlement.run_digest(viewer, run.run) if whole else "",
        page.total,
        page.amount_fen,
        paid_fen,
        tuple(_row(line, told[line.line]) for line in page.rows),
    )


def _row(line: LineRow, told: LineTold) -> DividendRow:
    pieces = tuple(_pieces(told.reasons))
    return DividendRow(
        line=line.line,
        ref=line.ref,
        holder_name=line.subject_name,
        part=line.part,
        area_centimu=area_of(pieces),
        paid_on=told.paid_on,
        paid_fen=line.paid_fen,
        amount_fen=line.amount_fen,
        state=line.state,
        payee=line.payee,
        payee_name=line.payee_name,
        holder=line.subject,
        village_code=line.village_code,
        plots=len({piece.plot for piece in pieces}),
        spans=spans_of(pieces),
        share=_share(told.reasons),
        payable=line.payable and line.part != TOP_UP,
    )
