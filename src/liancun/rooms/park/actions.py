"""The writers of the partnership (园区办理): the statement agreed with the company."""

from dataclasses import dataclass
from datetime import date

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, Kilos, Text, Whole, Yuan, _
from liancun.rooms.park.models import ParkStatement
from liancun.rooms.park.rules import MOST_FEN, Statement

YEAR = Whole(_("年度"), 2000, 2100, example="2025")


@dataclass(frozen=True, kw_only=True)
class NewStatement:
    """A statement as it is handed in (园区结算书). `net_fen` is what its paper says is left."""

    year: A[int, YEAR]
    fruit_g: A[int, Kilos(_("鲜果"), most=10**14, example="3530000.0")]
    statement: Statement
    net_fen: A[
        int,
        Yuan(_("分成前净收入"), -MOST_FEN, MOST_FEN, help=_("结算书上写的"), example="2890225.00"),
    ]
    agreed_on: A[date, Day(_("双方确认日"), today=False, example="2026-01-20")]
    document: A[str, Text(_("文件"), most=80, example="园区结算书2025")]


def must_add_up(new: NewStatement, on: date) -> None:
    """Refuse a statement that does not add up, is of no paper, or of a year not over."""
    if new.statement.net_fen != new.net_fen:
        raise Refusal("park.does_not_add_up", net_fen=new.net_fen, computed_fen=new.statement.net_fen)
    if not new.document:
        raise Refusal("park.needs_document", year=new.year)
    if not date(new.year, 12, 31) < new.agreed_on <= on:
        raise Refusal("park.agreed_too_early", year=new.year, day=str(new.agreed_on))


@offered(
    "park.agree_statement",
    title=_("登记双方确认的结算书"),
    ask=_("新的一版代替旧的一版,旧的保留。确定吗?"),
    path="park/{year}/statement",
    command="agree",
)
def agree_statement(org_code: str, given: NewStatement, *, by: Viewer, on: date) -> str:
    """Record the agreed statement of a year (双方确认); a later one takes the place of the one before."""
    must_add_up(given, on)
    with guards.refusing(), act("park.agree_statement", org_code, by=by, on=on) as a:
        last = ParkStatement.objects.filter(org_code=org_code, year=given.year).order_by("-revision").first()
        sums = given.statement
        a.add(
            ParkStatement,
            year=given.year,
            revision=last.revision + 1 if last else 1,
            fruit_g=given.fruit_g,
            fruit_fen=sums.fruit_fen,
            labour_fen=sums.labour_fen,
            fee_fen=sums.fee_fen,
            inputs_fen=sums.inputs_fen,
            management_fen=sums.management_fen,
            agreed_on=given.agreed_on,
            document=given.document,
            **a.stamp(),
        )
        a.ref = f"park:{given.year}"
    return a.ref
