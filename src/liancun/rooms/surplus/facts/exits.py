"""What is still to be paid back to who left or died (待退还的账户), once the year they left in is settled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.capital import facts as capital
from liancun.rooms.ledger import facts as ledger
from liancun.rooms.registry import facts as registry
from liancun.rooms.settlement import facts as settled
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.surplus import facts
from liancun.rooms.surplus.rules import YearEndTerms
from liancun.rooms.surplus.rules.exits import (
    CAPITAL_RESERVE,
    SHARES,
    CountedAfter,
    ExitTotals,
    MemberExit,
    YearLoss,
)
from liancun.rooms.surplus.rules.losses import CARRIED

EXIT = "member_exit"


def exit_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[MemberExit, ExitTotals]:
    """Everybody whose membership ended by the year's end and who holds something still.

    Read as of now, not of the year's end: what an heir took over since, or another year's run paid back, is
    theirs no more. Gaps: the books, and the year's distribution or loss plan, which may change the accounts.
    Who was counted as a member after leaving is left out and comes with a later list: no other waits for it.
    """
    year = period.year
    own = settled.sources_of(EXIT, org_code, str(period))
    every = unpaid(org_code, period, asof, own=own)
    counted = tuple(_counted_after(org_code, period.last_day, every, asof))
    lines = tuple(line for line in every if line.subject not in {each.member for each in counted})
    totals = replace(_totals(org_code, year, lines, asof), left_out=counted if lines else ())
    gaps = [*_gaps(org_code, year, lines, asof), *(() if lines else _must_be_reversed(every, counted))]
    kept = tuple(_as_the_year_ended(org_code, lines, totals, asof))
    return FactSheet(org_code, str(period), kept, totals, tuple(gaps))


def unpaid(
    org_code: str, period: Period, asof: Watermark, *, own: frozenset[str] = frozenset()
) -> tuple[FactLine[MemberExit], ...]:
    """Who left by the end of a year and holds something still; as if the entries of `own` had not been.

    The capital reserve is quantified as of the end of the year in which the membership ended, whenever that
    was told.
    """
    year, last = period.year, period.last_day
    terms = charters.in_force(YearEndTerms, on=last, org=org_code)
    ended = registry.memberships_ended(org_code, last, asof)
    held = _Held(org_code, (SHARES, terms.reserve_account), ended, own, asof)
    capital_of = {
        then: _capital(org_code, then, terms, asof) for then in {each.ended_on.year for each in ended}
    }
    lines = []
    for each in ended:
        contribution_fen = held(SHARES, each)
        parts = capital_of[each.ended_on.year].get(each.member.party, ()) if contribution_fen else ()
        found = MemberExit(
            each.ended_on,
            each.ended_on.year == year,
            contribution_fen,
            held(terms.reserve_account, each),
            sum(parts),
            parts if len(parts) > 1 else (),
        )
        lines.append(FactLine(each.member.number, each.member.party, found, each.member.village_code))
    return tuple(line for line in lines if line.facts.contribution_fen or line.facts.reserve_share_fen)


def _as_the_year_ended(
    org_code: str, lines: Sequence[FactLine[MemberExit]], totals: ExitTotals, asof: Watermark
) -> Iterator[FactLine[MemberExit]]:
    """The lines with the contribution by which a loss is borne, where shares went to or from it since."""
    held: dict[int, dict[str, int]] = {}
    for line in lines:
        lost = totals.of_year(line.facts)
        if lost and lost.loss_fen:
            last = date(lost.year, 12, 31)
            if lost.year not in held:
                held[lost.year] = capital.contributions(org_code, asof=asof, on=last)
            then_fen = held[lost.year].get(line.payee, 0)
            if then_fen != line.facts.contribution_fen:
                line = replace(line, facts=replace(line.facts, year_end_fen=then_fen))
        yield line


def _capital(org_code: str, year: int, terms: YearEndTerms, asof: Watermark) -> dict[str, tuple[int, ...]]:
    """Party -> the share of each account of the capital reserve, of those that were the members' then."""
    if not terms.capital_accounts:
        return {}
    try:
        then = charters.in_force(YearEndTerms, on=date(year, 12, 31), org=org_code)
    except Refusal:  # before the first decision
        return {}
    shares = [
        facts.capital_shares(org_code, year, replace(then, capital_accounts=(account,)), asof=asof)
        if account in then.capital_accounts
        else {}
        for account in terms.capital_accounts
    ]
    parties = {party for share in shares for party in share}
    return {party: tuple(share.get(party, 0) for share in shares) for party in parties}


def came_back(org_code: str, period: Period) -> dict[str, date]:
    """Party -> the day of joining again, of those whose membership had ended by the end of a year."""
    asof = Watermark.now([org_code, *registry.owners()])
    ended = registry.memberships_ended(org_code, period.last_day, asof)
    return {each.member.party: each.back_on for each in ended if each.back_on}


class _Held:
    """What those who left hold on some accounts, without what some entries take from it.

    Who joined again later brought in new shares: those are not what the first leaving pays back. What they
    held until then is nothing any more once a posted list paid that leaving back, whenever it was.
    """

    def __init__(
        self,
        org_code: str,
        accounts: tuple[str, ...],
        ended: Iterable[registry.Ended],
        own: frozenset[str],
        asof: Watermark,
    ) -> None:
        self._org, self._accounts, self._own, self._asof = org_code, accounts, own, asof
        self._now = self._balances({each.member.party for each in ended if not each.back_on})
        self._before: dict[tuple[str, date], dict[tuple[str, str], int]] = {}

    @cached_property
    def _done(self) -> set[tuple[str, str]]:
        return _paid_back(self._org, self._own, self._asof)

    def _balances(self, parties: set[str], last: date | None = None) -> dict[tuple[str, str], int]:
        return ledger.held_by(
            self._org, self._accounts, parties, asof=self._asof, last=last, source_not=self._own
        )

    def __call__(self, account: str, who: registry.Ended) -> int:
        found, party = self._now, who.member.party
        if who.back_on:
            if (party, who.ended_on.isoformat()) in self._done:
                return 0
            found = self._until(party, who.back_on - timedelta(days=1))
        return -found.get((account, party), 0)

    def _until(self, party: str, last: date) -> dict[tuple[str, str], int]:
        if (party, last) not in self._before:
            self._before[party, last] = self._balances({party}, last)
        return self._before[party, last]


def _paid_back(org_code: str, own: frozenset[str], asof: Watermark) -> set[tuple[str, str]]:
    """(party, day the membership ended) of the lists that stand posted, those of `own` left out."""
    posted = settled.posted_runs(EXIT, org_code, upto=dict(asof.marks)[org_code])
    others = [run.pk for run in posted if f"run:{run.pk}" not in own]
    rows = RunLine.objects.filter(run__in=others).values_list("payee", "facts")
    return {(payee, known["ended_on"]) for payee, known in rows if "ended_on" in known}


def _totals(org_code: str, year: int, lines: Sequence[FactLine[MemberExit]], asof: Watermark) -> ExitTotals:
    terms = charters.in_force(YearEndTerms, on=date(year, 12, 31), org=org_code)
    own = _loss_of(org_code, year, asof)
    before = [_loss_of(org_code, each, asof) for each in _years_before(org_code, year, lines)]
    return ExitTotals(
        own.loss_fen,
        own.contributions_fen,
        own.members,
        tuple(each for each in before if each.loss_fen),
        terms.reserve_account,
        terms.capital_accounts or CAPITAL_RESERVE,
    )


def _years_before(org_code: str, year: int, lines: Sequence[FactLine[MemberExit]]) -> list[int]:
    """The earlier years of the book in which somebody left who is paid back now."""
    first = ledger.period_state(org_code).opened_on.year
    return sorted({then for line in lines if first <= (then := line.facts.ended_on.year) < year})


def _loss_of(org_code: str, year: int, asof: Watermark) -> YearLoss:
    """What a year left uncovered: as its plan carried it on, or as it stood where a later year took it in."""
    plan = _posted(org_code, facts.LOSS, year, asof)
    loss_fen = plan.pots[CARRIED] if plan else 0
    if plan is None and _done_after(org_code, year, asof) and _plan_of(org_code, year, asof) == facts.LOSS:
        terms = charters.in_force(YearEndTerms, on=date(year, 12, 31), org=org_code)
        loss_fen = max(-facts.left_over(facts.totals(org_code, year, terms, asof=asof)), 0)
    members = facts.members_of(org_code, year, asof)
    held = capital.contributions(org_code, asof=asof, on=date(year, 12, 31))
    contributions_fen = sum(held.get(member.party, 0) for member in members)
    return YearLoss(year, loss_fen, contributions_fen, len(members))


def _plan_of(org_code: str, year: int, asof: Watermark) -> str:
    """What a year asks for; nothing where it lies before the first decision on it."""
    try:
        return facts.plan_of(org_code, year, asof=asof)
    except Refusal:
        return ""


def _posted(org_code: str, kind: str, year: int, asof: Watermark) -> Run | None:
    posted = settled.posted_runs(kind, org_code, upto=dict(asof.marks)[org_code])
    return next((run for run in posted if run.period == str(year)), None)


def _ended_runs(org_code: str, asof: Watermark) -> tuple[Run, ...]:
    """The runs that ended a year, divided or met."""
    upto = dict(asof.marks)[org_code]
    kinds = (facts.SURPLUS, facts.LOSS)
    return tuple(run for kind in kinds for run in settled.posted_runs(kind, org_code, upto=upto))


def _done_after(org_code: str, year: int, asof: Watermark) -> bool:
    return any(run.period > str(year) for run in _ended_runs(org_code, asof))


def _gaps(org_code: str, year: int, lines: Sequence[FactLine[MemberExit]], asof: Watermark) -> Iterator[Gap]:
    yield from facts.gaps(org_code, year, asof=asof)
    done = {run.period for run in _ended_runs(org_code, asof)}
    for each in (*_years_before(org_code, year, lines), year):
        late = each < year and _done_after(org_code, each, asof)
        if str(each) not in done and not late and _plan_of(org_code, each, asof):
            yield Gap(str(each), "surplus.gap.year_undivided", who="accountant")


def _counted_after(
    org_code: str, last: date, lines: Sequence[FactLine[MemberExit]], asof: Watermark
) -> Iterator[CountedAfter]:
    """Who was counted as a member when a later year was ended: the account is not as it was on leaving."""
    back = {each.member.number for each in registry.memberships_ended(org_code, last, asof) if each.back_on}
    left = {line.payee: line for line in lines if line.subject not in back}
    runs = {run.pk: run for run in _ended_runs(org_code, asof)}
    rows = RunLine.objects.filter(run__in=list(runs), payee__among=list(left)).order_by("run", "payee")
    for run, payee in rows.values_list("run", "payee").distinct():
        line, year = left[payee], int(runs[run].period)
        if year > line.facts.ended_on.year:
            yield CountedAfter(line.subject, line.facts.ended_on, f"run:{run}", year)


def _must_be_reversed(
    lines: Sequence[FactLine[MemberExit]], counted: Sequence[CountedAfter]
) -> Iterator[Gap]:
    """Where there is nobody else to pay back, no list is made, so that the year stays free."""
    villages = {line.subject: line.village_code for line in lines}
    for each in counted:
        said = (("run", each.run), ("period", str(each.year)), ("day", str(each.ended_on)))
        yield Gap(each.member, "surplus.gap.counted_after_leaving", villages[each.member], "accountant", said)
