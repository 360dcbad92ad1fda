"""What a loss is met from (亏损处理事实): the uncovered loss and the members' shares of the reserve."""

from collections.abc import Iterator
from datetime import date

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.settlement import facts as settled
from liancun.rooms.surplus import facts
from liancun.rooms.surplus.rules import YearEndTerms
from liancun.rooms.surplus.rules.losses import LossTotals, MemberReserve


def loss_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[MemberReserve, LossTotals]:
    """The year's members with their reserve shares. Gaps as before a distribution, and a later year done."""
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
        LossTotals(found.surplus_fen, max(-facts.left_over(found), 0), terms.reserve_account),
        (*facts.gaps(org_code, year, asof=asof), *_later(org_code, str(year), asof)),
    )


def _later(org_code: str, year: str, asof: Watermark) -> Iterator[Gap]:
    """A later year that was divided or met already: what was lost before went into it, so is met once."""
    upto = dict(asof.marks)[org_code]
    posted = {
        kind: {run.period for run in settled.posted_runs(kind, org_code, upto=upto)}
        for kind in (facts.SURPLUS, facts.LOSS)
    }
    if year in posted[facts.LOSS]:
        return
    for later in sorted(posted[facts.SURPLUS] | posted[facts.LOSS]):
        if later > year:
            yield Gap(later, "surplus.gap.later_year_done", who="accountant")
