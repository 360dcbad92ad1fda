"""What is still to be paid back to who left or died (待退还的账户), once the year they left in is settled."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.capital import facts as capital
from liancun.rooms.ledger import facts as ledger
from liancun.rooms.registry import facts as registry
from liancun.rooms.settlement import facts as settled
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.surplus import facts
from liancun.rooms.surplus.rules import YearEndTerms
from liancun.rooms.surplus.rules.exits import CONTRIBUTION, HELD, RESERVE, ExitTotals, MemberExit
from liancun.rooms.surplus.rules.losses import CARRIED

EXIT = "member_exit"


def exit_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[MemberExit, ExitTotals]:
    """Everybody whose membership ended by the year's end and who holds something still.

    Read as of now, not of the year's end: what an heir took over since, or another year's run paid back, is
    theirs no more. Gaps: the books, and the year's distribution or loss plan, which may change the accounts.
    """
    own = settled.sources_of(EXIT, org_code, str(period))
    return FactSheet(
        org_code,
        str(period),
        unpaid(org_code, period, asof, own=own),
        _totals(org_code, period.year, asof),
        tuple(_gaps(org_code, period.year, asof)),
    )


def unpaid(
    org_code: str, period: Period, asof: Watermark, *, own: frozenset[str] = frozenset()
) -> tuple[FactLine[MemberExit], ...]:
    """Who left by the end of a year and holds something still; as if the entries of `own` had not been."""
    year, last = period.year, period.last_day
    held = {part: _Held(org_code, account, own, asof) for part, account in HELD.items()}
    terms = charters.in_force(YearEndTerms, on=last, org=org_code)
    capital_fen = facts.capital_shares(org_code, year, terms, asof=asof)
    lines = [
        FactLine(
            each.member.number,
            each.member.party,
            MemberExit(
                each.ended_on,
                each.ended_on.year == year,
                held[CONTRIBUTION](each),
                held[RESERVE](each),
                capital_fen.get(each.member.party, 0) if held[CONTRIBUTION](each) else 0,
            ),
            each.member.village_code,
        )
        for each in registry.memberships_ended(org_code, last, asof)
    ]
    return tuple(line for line in lines if line.facts.contribution_fen or line.facts.reserve_share_fen)


def came_back(org_code: str, period: Period) -> dict[str, date]:
    """Party -> the day of joining again, of those whose membership had ended by the end of a year."""
    asof = Watermark.now([org_code, *registry.owners()])
    ended = registry.memberships_ended(org_code, period.last_day, asof)
    return {each.member.party: each.back_on for each in ended if each.back_on}


class _Held:
    """What somebody holds on an account, without what some entries take from it.

    Who joined again later brought in new shares: those are not what the first leaving pays back. What they
    held until then is nothing any more once a posted list paid that leaving back, whenever it was.
    """

    def __init__(self, org_code: str, account: str, own: frozenset[str], asof: Watermark) -> None:
        self._asked = (org_code, account)
        self._asof = asof
        self._own = own
        self._now = self._balances(None)

    @cached_property
    def _done(self) -> set[tuple[str, str]]:
        return _paid_back(self._asked[0], self._own, self._asof)

    def _balances(self, last: date | None) -> dict[str, int]:
        return ledger.party_balances(*self._asked, asof=self._asof, last=last, source_not=self._own)

    def __call__(self, who: registry.Ended) -> int:
        found = self._now
        if who.back_on:
            if (who.member.party, who.ended_on.isoformat()) in self._done:
                return 0
            found = self._balances(who.back_on - timedelta(days=1))
        return -found.get(who.member.party, 0)


def _paid_back(org_code: str, own: frozenset[str], asof: Watermark) -> set[tuple[str, str]]:
    """(party, day the membership ended) of the lists that stand posted, those of `own` left out."""
    posted = settled.posted_runs(EXIT, org_code, upto=dict(asof.marks)[org_code])
    others = [run.pk for run in posted if f"run:{run.pk}" not in own]
    rows = RunLine.objects.filter(run__in=others).values_list("payee", "facts")
    return {(payee, known["ended_on"]) for payee, known in rows if "ended_on" in known}


def _totals(org_code: str, year: int, asof: Watermark) -> ExitTotals:
    plan = _posted(org_code, facts.LOSS, year, asof)
    members = facts.members_of(org_code, year, asof)
    held = capital.contributions(org_code, asof=asof, on=date(year, 12, 31))
    return ExitTotals(
        loss_fen=plan.pots[CARRIED] if plan else 0,
        contributions_fen=sum(held.get(member.party, 0) for member in members),
        members=len(members),
    )


def _posted(org_code: str, kind: str, year: int, asof: Watermark) -> Run | None:
    posted = settled.posted_runs(kind, org_code, upto=dict(asof.marks)[org_code])
    return next((run for run in posted if run.period == str(year)), None)


def _gaps(org_code: str, year: int, asof: Watermark) -> Iterator[Gap]:
    yield from facts.gaps(org_code, year, asof=asof)
    done = any(_posted(org_code, kind, year, asof) for kind in (facts.SURPLUS, facts.LOSS))
    if not done and facts.plan_of(org_code, year, asof=asof):
        yield Gap(str(year), "surplus.gap.year_undivided", who="accountant")
