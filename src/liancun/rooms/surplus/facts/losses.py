"""What a loss is met from (亏损处理事实): the uncovered loss and the members' shares of the reserve."""

from datetime import date

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.surplus import facts
from liancun.rooms.surplus.rules import YearEndTerms
from liancun.rooms.surplus.rules.losses import LossTotals, MemberReserve


def loss_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[MemberReserve, LossTotals]:
    """The year's members with their reserve shares. Gaps as before a distribution."""
    year = period.year
    terms = charters.in_force(YearEndTerms, on=date(year, 12, 31), org=org_code)
    reserve = facts.reserve_shares(org_code, year, terms.reserve_account, asof=asof)
    found = facts.totals(org_code, year, terms, asof=asof)
    return FactSheet(
        org_code,
        str(period),
        tuple(
            FactLine(
                member.number, member.party, MemberReserve(reserve.get(member.party, 0)), member.village_code
            )
            for member in facts.members_of(org_code, year, asof)
        ),
        LossTotals(found.surplus_fen, max(-facts.left_over(found), 0)),
        tuple(facts.gaps(org_code, year, asof=asof)),
    )
