"""What the distribution sees (盈余分配事实): the closed book, the share register, the slips, the members."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Period, allocate
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.capital import facts as capital
from liancun.rooms.deliveries import facts as deliveries
from liancun.rooms.deliveries.facts import Trade
from liancun.rooms.ledger import facts as ledger
from liancun.rooms.registry import facts as registry
from liancun.rooms.settlement import facts as settled
from liancun.rooms.surplus.rules import (
    APPROPRIATED,
    UNDISTRIBUTED,
    MemberYear,
    YearEndTerms,
    YearTotals,
    opening_of,
)

SURPLUS, LOSS = "surplus", "loss_cover"
"""The kinds of run that end a year: it is divided, or its loss is met."""


def watched(org_code: str) -> Iterable[str]:
    """The cooperative's own records, and the registry's authorities to receive."""
    return (org_code, *registry.owners())


def surplus_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[MemberYear, YearTotals]:
    """The year as the members divide it. Gaps: months not closed, the result not carried, slips undecided.

    Who died in the year has part in it (第二十八条). A line is the member's own, whoever receives the money:
    the account is theirs until it is settled. Others who still hold something come as no members.
    """
    year, last = period.year, period.last_day
    terms = charters.in_force(YearEndTerms, on=last, org=org_code)
    trade = deliveries.trade_of_year(org_code, year, asof=asof)
    held = capital.contributions(org_code, asof=asof, on=last)
    reserve = reserve_shares(org_code, year, terms.reserve_account, asof=asof)
    members = {member.party: member for member in members_of(org_code, year, asof)}
    for party, fen in capital_shares(org_code, year, terms, asof=asof).items():
        reserve[party] = reserve.get(party, 0) + fen
    lines = [
        FactLine(member.number, party, _year(party, True, trade, held, reserve), member.village_code)
        for party, member in members.items()
    ]
    lines += [
        FactLine(party, party, _year(party, False, trade, held, reserve))
        for party in sorted({*trade, *held, *reserve} - members.keys())
        if any((party in trade, held.get(party), reserve.get(party)))
    ]
    return FactSheet(
        org_code,
        str(period),
        tuple(sorted(lines, key=lambda line: line.subject)),
        totals(org_code, year, terms, asof=asof),
        tuple(gaps(org_code, year, asof=asof)),
    )


def members_of(org_code: str, year: int, asof: Watermark) -> tuple[registry.Member, ...]:
    """The members of a year: who still was one on its last day, and who died or left in it."""
    return registry.members_within(org_code, DateRange(date(year, 1, 1), date(year, 12, 31)), asof)


def _year(
    party: str,
    is_member: bool,
    trade: Mapping[str, Trade],
    held: Mapping[str, int],
    reserve: Mapping[str, int],
) -> MemberYear:
    own = trade.get(party, Trade(0, 0))
    return MemberYear(is_member, own.value_fen, own.weight_g, held.get(party, 0), reserve.get(party, 0))


def totals(org_code: str, year: int, terms: YearEndTerms, *, asof: Watermark) -> YearTotals:
    """The book's figures of the year."""
    surplus_fen = ledger.surplus_of_year(org_code, year, asof)
    given = (*terms.subsidy_accounts, *terms.donated_accounts)
    accounts = (*ledger.UNDISTRIBUTED, *given)
    before = ledger.balances(org_code, asof=asof, last=date(year - 1, 12, 31), accounts=accounts)
    moved = ledger.balances(
        org_code, asof=asof, first=date(year, 1, 1), last=date(year, 12, 31), accounts=given
    )
    held = {account: before.get(account, 0) + moved.get(account, 0) for account in given}
    loss_fen, opening_fen, transfers_fen = opening_of(
        ledger.undistributed(before), _moved(org_code, year, asof)
    )
    return YearTotals(
        surplus_fen=surplus_fen,
        loss_fen=loss_fen,
        opening_undistributed_fen=opening_fen,
        other_transfers_fen=transfers_fen,
        subsidy_property_fen=-sum(held[account] for account in terms.subsidy_accounts),
        donated_property_fen=-sum(held[account] for account in terms.donated_accounts),
        reserve_account=terms.reserve_account,
    )


def left_over(found: YearTotals) -> int:
    """What stands in 未分配盈余 at the end of the year before it is divided, an uncovered loss negative."""
    before_fen = found.opening_undistributed_fen - found.loss_fen + found.other_transfers_fen
    return found.surplus_fen + before_fen


def plan_of(org_code: str, year: int, *, asof: Watermark) -> str:
    """What a year asks for: to be divided, its loss to be met, or '' where there is neither."""
    terms = charters.in_force(YearEndTerms, on=date(year, 12, 31), org=org_code)
    found = totals(org_code, year, terms, asof=asof)
    if found.surplus_fen > found.loss_fen:
        return SURPLUS
    return LOSS if left_over(found) < 0 else ""


def _moved(org_code: str, year: int, asof: Watermark) -> int:
    """What came into 未分配盈余 in the year besides the year's result and its distribution, in fen."""
    own = _own(org_code, year)

    def credit(source_not: str | frozenset[str] = "") -> int:
        found = ledger.balances(
            org_code,
            asof=asof,
            first=date(year, 1, 1),
            last=date(year, 12, 31),
            accounts=() if source_not == ledger.CARRY else wanted,  # read for the year's surplus already
            source_not=source_not,
        )
        return -sum(found.get(account, 0) for account in wanted)

    # All movement is carry + the distribution + the rest; leaving out each in turn isolates the rest.
    wanted = (APPROPRIATED, UNDISTRIBUTED)
    return credit(ledger.CARRY) + credit(own) - credit()


def _own(org_code: str, year: int) -> frozenset[str]:
    """The sources of the year's own distribution, which is no fact of itself."""
    return settled.sources_of(SURPLUS, org_code, str(year))


def reserve_shares(org_code: str, year: int, account: str, *, asof: Watermark) -> dict[str, int]:
    """Party -> reserve share held at the end of a year, before that year's own extraction (公积金份额)."""
    found = ledger.party_balances(
        org_code, account, asof=asof, last=date(year, 12, 31), source_not=_own(org_code, year)
    )
    return {party: -fen for party, fen in sorted(found.items()) if party and fen}


def capital_shares(org_code: str, year: int, terms: YearEndTerms, *, asof: Watermark) -> dict[str, int]:
    """Party -> share of the capital reserve at the end of a year by contribution, where the charter gives it.

    The book keeps 321 for nobody; what is paid in beyond the shares is the members' where they decided so.
    """
    if not terms.capital_accounts:
        return {}
    last = date(year, 12, 31)
    found = ledger.balances(org_code, asof=asof, last=last, accounts=terms.capital_accounts)
    held = capital.contributions(org_code, asof=asof, on=last)
    weights = {member.party: held.get(member.party, 0) for member in members_of(org_code, year, asof)}
    total_fen = -sum(found.values())
    if total_fen <= 0 or not any(weights.values()):
        return {}
    return {party: fen for party, fen in allocate(total_fen, weights).items() if fen}


def gaps(org_code: str, year: int, *, asof: Watermark) -> Iterator[Gap]:
    """What must be done before the year can be divided."""
    closed = ledger.period_state(org_code).closed
    for month in Period(year).months:
        if str(month) not in closed:
            yield Gap(str(month), "surplus.gap.month_open", who="accountant")
    if not is_carried(org_code, year, asof=asof):
        yield Gap(str(year), "surplus.gap.not_carried", who="accountant")
    held, unpriced = deliveries.undecided(org_code, year, asof=asof)
    if held:
        yield Gap(str(year), "surplus.gap.slips_held", who="supervisor", params=(("count", held),))
    if unpriced:
        yield Gap(str(year), "surplus.gap.slips_unpriced", who="director", params=(("count", unpriced),))


def is_carried(org_code: str, year: int, *, asof: Watermark) -> bool:
    """Whether the year's profit and loss accounts stand at nil on 31 December."""
    found = ledger.balances(org_code, asof=asof, first=date(year, 1, 1), last=date(year, 12, 31))
    return not any(fen for account, fen in found.items() if account.startswith("5") or account == "331")


def slip_refs(org_code: str, period: Period, asof: Watermark, subject: str) -> Iterator[str]:
    """The records behind a member's line: the slips of the year and the lots held."""
    members = members_of(org_code, period.year, asof)
    party = next((member.party for member in members if member.number == subject), subject)
    yield from deliveries.slip_refs(org_code, period, asof, party)
    for lot in capital.lots(org_code, asof=asof, on=period.last_day, party=party):
        if lot.left:
            yield f"share:{org_code}/{lot.number}"
