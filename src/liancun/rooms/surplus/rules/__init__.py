"""One year's surplus, divided in the order the law gives (盈余分配).

First the old loss (弥补亏损), then the reserve (提取公积金). Of what is left, at least sixty per cent
returns to members by their trade with the cooperative (交易量返还); the rest follows their member
accounts (剩余盈余). 农民专业合作社法 (2017) 第四十二、四十三、四十四条; 会农社02表.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from liancun.kernel import Reason, Refusal, allocate, ceil_share, floor_share
from liancun.kernel.rulings import EntryLine, Line, Ruling
from liancun.rooms.surplus.rules import exits, losses, terms
from liancun.rooms.surplus.rules.terms import (
    Base,
    CooperativeSurplusLaw,
    Member,
    MemberYear,
    PatronageBy,
    ReserveBy,
    Sheet,
    SurplusTerms,
    YearEndTerms,
    YearTotals,
    opening_of,
    ratio,
    unsettled,
)

CHARTERS = (*terms.CHARTERS, *losses.CHARTERS, *exits.CHARTERS)

RESERVE: Final = "reserve"
PATRONAGE: Final = "patronage"
EQUITY: Final = "equity"

CREDITED: Final[Mapping[str, str]] = {RESERVE: terms.RESERVE_ACCOUNT, PATRONAGE: "221", EQUITY: "222"}
"""盈余公积, 应付盈余返还, 应付剩余盈余: what each pot is credited to, by member."""

APPROPRIATED: Final = "33201"
"""盈余分配—各项分配"""

UNDISTRIBUTED: Final = "33202"
"""盈余分配—未分配盈余"""


@dataclass(frozen=True)
class Bases:
    """The year in the order of the law, and both readings of what is distributable (可分配盈余)."""

    after_loss_fen: int
    reserve_fen: int
    law_44_fen: int
    form_02_fen: int

    def chosen(self, base: Base) -> int:
        """The reading the charter distributes."""
        return self.law_44_fen if base == "law_44" else self.form_02_fen


def surplus_distribution(sheet: Sheet, charter: SurplusTerms) -> Ruling:
    """Divide the year's surplus among the reserve and the members, to the last fen.

    The reserve rounds down and the patronage pot rounds up: where a fen must fall somewhere it falls to the
    members who traded, and the legal floor is never missed by one. Refuses what the law forbids or leaves
    without an answer.
    """
    _must_be_sound(sheet, charter)
    members = sorted((line for line in sheet.lines if line.facts.is_member), key=lambda line: line.subject)
    bases = distributable(sheet.totals, charter)
    base_fen = bases.chosen(charter.base)
    if base_fen <= 0:
        raise Refusal("surplus.nothing_left", charter.clause, distributable_fen=base_fen)
    patronage_fen = charter.patronage_of(base_fen)
    equity_fen = base_fen - patronage_fen
    trade = {line.subject: _trade(line.facts, charter) for line in members}
    subsidy = _per_head(sheet.totals.subsidy_property_fen, members)
    donated = _per_head(sheet.totals.donated_property_fen, members)
    accounts = {
        line.subject: _account(line.facts) + subsidy[line.subject] + donated[line.subject] for line in members
    }
    quantified = _reserve_weights(members, charter)
    _must_divide(patronage_fen, trade, "surplus.nobody_traded", charter)
    _must_divide(equity_fen, accounts, "surplus.nobody_holds", charter)
    _must_divide(bases.reserve_fen, quantified, "surplus.nobody_quantified", charter)

    refunds, dividends = allocate(patronage_fen, trade), allocate(equity_fen, accounts)
    reserved = allocate(bases.reserve_fen, quantified)
    kept = _lines(RESERVE, members, reserved, quantified, bases.reserve_fen, charter)
    lines = (
        *terms.standing_on(sheet.totals.reserve_account, kept),
        *_lines(PATRONAGE, members, refunds, trade, patronage_fen, charter),
        *_equity_lines(members, dividends, accounts, (subsidy, donated), equity_fen, charter),
    )
    assert sum(refunds.values()) >= base_fen * charter.law.patronage_share_min
    pots = {RESERVE: bases.reserve_fen, PATRONAGE: patronage_fen, EQUITY: equity_fen}
    steps = _steps(sheet.totals, bases, pots, (trade, accounts, quantified), charter)
    return Ruling(lines, pots, (*steps, *unsettled(sheet, charter.law.clause)))


def distributable(totals: YearTotals, charter: SurplusTerms) -> Bases:
    """Loss first, then the reserve, then both readings of what is left. Refuses a year with nothing left."""
    if totals.surplus_fen <= 0:
        raise Refusal("surplus.no_surplus", charter.law.clause, surplus_fen=totals.surplus_fen)
    after_loss_fen = totals.surplus_fen - totals.loss_fen
    if after_loss_fen <= 0:
        raise Refusal(
            "surplus.loss_not_covered",
            charter.law.clause,
            surplus_fen=totals.surplus_fen,
            loss_fen=totals.loss_fen,
        )
    reserve_fen = floor_share(after_loss_fen, charter.reserve_share)
    law_44_fen = after_loss_fen - reserve_fen
    form_02_fen = law_44_fen + totals.opening_undistributed_fen + totals.other_transfers_fen
    return Bases(after_loss_fen, reserve_fen, law_44_fen, form_02_fen)


def entry(lines: Sequence[Line], _charter: SurplusTerms) -> tuple[EntryLine, ...]:
    """The year-end entry: each pot out of 各项分配 to its account by member, then 各项分配 to nil.

    DR 332 各项分配 CR 322, 221, 222 by member; DR 332 未分配盈余 CR 332 各项分配. The loss needs no line: the
    surplus carried to 未分配盈余 already met it there. 农民专业合作社会计制度 332, 221, 222, 322.
    """
    total_fen = sum(line.amount_fen for line in lines)
    if not total_fen:
        return ()
    return (
        EntryLine(APPROPRIATED, debit_fen=total_fen),
        *(
            EntryLine(
                terms.account_of(line, CREDITED[line.part]), credit_fen=line.amount_fen, party=line.payee
            )
            for line in lines
            if line.amount_fen
        ),
        EntryLine(UNDISTRIBUTED, debit_fen=total_fen),
        EntryLine(APPROPRIATED, credit_fen=total_fen),
    )


def settle_account(line: Line) -> str:
    """What a payment of the line clears: 221 or 222 (a reserve share is never paid)."""
    return CREDITED[line.part]


# --- parts of the rule -------------------------------------------------------------------------


def _must_be_sound(sheet: Sheet, charter: SurplusTerms) -> None:
    twice = [subject for subject, count in Counter(line.subject for line in sheet.lines).items() if count > 1]
    if twice:
        raise Refusal("surplus.member_twice", charter.clause, members=tuple(sorted(twice)))
    totals = sheet.totals
    for name in ("loss", "opening_undistributed", "other_transfers", "subsidy_property", "donated_property"):
        if getattr(totals, f"{name}_fen") < 0:
            raise Refusal(
                "surplus.negative_total", charter.clause, what=name, amount_fen=getattr(totals, f"{name}_fen")
            )
    if not any(line.facts.is_member for line in sheet.lines):
        raise Refusal("surplus.no_members", charter.clause)
    for line in sheet.lines:
        _must_be_plausible(line, charter)


def _must_be_plausible(line: Member, charter: SurplusTerms) -> None:
    facts = line.facts
    if min(facts.transaction_value_fen, facts.transaction_g) < 0:
        raise Refusal(
            "surplus.negative_trade",
            charter.law.clause,
            member=line.subject,
            value_fen=facts.transaction_value_fen,
            weight_g=facts.transaction_g,
        )
    if min(facts.contribution_fen, facts.reserve_share_fen) < 0:
        raise Refusal(
            "surplus.negative_account",
            charter.law.clause,
            member=line.subject,
            contribution_fen=facts.contribution_fen,
            reserve_share_fen=facts.reserve_share_fen,
        )
    if not facts.is_member and (facts.transaction_value_fen or facts.transaction_g):
        raise Refusal(
            "surplus.not_a_member",
            charter.law.clause,
            member=line.subject,
            value_fen=facts.transaction_value_fen,
            contribution_fen=facts.contribution_fen,
        )


def _trade(facts: MemberYear, charter: SurplusTerms) -> int:
    return facts.transaction_value_fen if charter.patronage_by == "value" else facts.transaction_g


def _account(facts: MemberYear) -> int:
    return facts.contribution_fen + facts.reserve_share_fen


def _per_head(total_fen: int, members: Sequence[Member]) -> dict[str, int]:
    """Property quantified equally to the members (平均量化到成员), in whole fen."""
    return allocate(total_fen, {line.subject: 1 for line in members})


def _reserve_weights(members: Sequence[Member], charter: SurplusTerms) -> dict[str, int]:
    if charter.reserve_quantified_by == "head":
        return {line.subject: 1 for line in members}
    if charter.reserve_quantified_by == "transaction":
        return {line.subject: _trade(line.facts, charter) for line in members}
    return {line.subject: line.facts.contribution_fen for line in members}


def _must_divide(pot_fen: int, weights: Mapping[str, int], code: str, charter: SurplusTerms) -> None:
    if pot_fen and not any(weights.values()):
        raise Refusal(code, charter.law.clause, pot_fen=pot_fen)


def _lines(
    part: str,
    members: Sequence[Member],
    shares: Mapping[str, int],
    weights: Mapping[str, int],
    pot_fen: int,
    charter: SurplusTerms,
) -> list[Line]:
    """The lines of one pot; a member without a fen in it gets none."""
    weight_sum = sum(weights.values())
    by, unit = charter.measure(charter.reserve_quantified_by if part == RESERVE else charter.patronage_by)
    return [
        Line(
            subject=member.subject,
            part=part,
            payee=member.payee,
            amount_fen=shares[member.subject],
            reasons=(
                Reason.of(
                    f"surplus.{part}_{unit}",
                    charter.clause,
                    by=by,
                    pot_fen=pot_fen,
                    amount_fen=shares[member.subject],
                    **{f"weight_{unit}": weights[member.subject], f"weight_sum_{unit}": weight_sum},
                ),
            ),
            village_code=member.village_code,
            payable=part != RESERVE,
        )
        for member in members
        if shares[member.subject]
    ]


def _equity_lines(
    members: Sequence[Member],
    shares: Mapping[str, int],
    weights: Mapping[str, int],
    property_fen: tuple[Mapping[str, int], Mapping[str, int]],
    pot_fen: int,
    charter: SurplusTerms,
) -> list[Line]:
    weight_sum = sum(weights.values())
    subsidy, donated = property_fen
    return [
        Line(
            subject=member.subject,
            part=EQUITY,
            payee=member.payee,
            amount_fen=shares[member.subject],
            reasons=(
                Reason.of(
                    "surplus.equity",
                    charter.law.clause,
                    contribution_fen=member.facts.contribution_fen,
                    reserve_share_fen=member.facts.reserve_share_fen,
                    subsidy_fen=subsidy[member.subject],
                    donated_fen=donated[member.subject],
                    weight_fen=weights[member.subject],
                    weight_sum_fen=weight_sum,
                    pot_fen=pot_fen,
                    amount_fen=shares[member.subject],
                ),
            ),
            village_code=member.village_code,
        )
        for member in members
        if shares[member.subject]
    ]


def _steps(
    totals: YearTotals,
    bases: Bases,
    pots: Mapping[str, int],
    weights: tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]],
    charter: SurplusTerms,
) -> tuple[Reason, ...]:
    """What the table of distribution says, line by line (盈余分配表), with both readings of the base."""
    law, own = charter.law.clause, charter.clause
    base_fen = bases.chosen(charter.base)
    return (
        Reason.of("surplus.step.surplus", surplus_fen=totals.surplus_fen),
        Reason.of("surplus.step.loss", law, loss_fen=totals.loss_fen, after_loss_fen=bases.after_loss_fen),
        Reason.of(
            "surplus.step.reserve",
            own,
            share=ratio(charter.reserve_share),
            reserve_fen=bases.reserve_fen,
            by=charter.measure(charter.reserve_quantified_by)[0],
        ),
        Reason.of("surplus.step.base_law_44", law, distributable_fen=bases.law_44_fen),
        Reason.of(
            "surplus.step.base_form_02",
            opening_fen=totals.opening_undistributed_fen,
            transfers_fen=totals.other_transfers_fen,
            distributable_fen=bases.form_02_fen,
        ),
        Reason.of(
            "surplus.step.chosen",
            own,
            base=charter.base,
            distributable_fen=base_fen,
            kept_fen=bases.form_02_fen - base_fen,
        ),
        *_pot_steps(totals, base_fen, pots, weights, charter),
    )


def _pot_steps(
    totals: YearTotals,
    base_fen: int,
    pots: Mapping[str, int],
    weights: tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]],
    charter: SurplusTerms,
) -> tuple[Reason, ...]:
    """How what is distributed became two pots, and that the legal floor is kept."""
    trade, accounts, _quantified = weights
    law, own = charter.law.clause, charter.clause
    by, unit = charter.measure(charter.patronage_by)
    return (
        Reason.of(
            f"surplus.step.patronage_{unit}",
            own,
            share=ratio(charter.patronage_share),
            patronage_fen=pots[PATRONAGE],
            by=by,
            members=sum(1 for weight in trade.values() if weight),
            **{f"weight_sum_{unit}": sum(trade.values())},
        ),
        Reason.of(
            "surplus.step.floor",
            law,
            share=ratio(charter.law.patronage_share_min),
            least_fen=ceil_share(base_fen, charter.law.patronage_share_min),
            patronage_fen=pots[PATRONAGE],
        ),
        Reason.of(
            "surplus.step.property",
            law,
            subsidy_fen=totals.subsidy_property_fen,
            donated_fen=totals.donated_property_fen,
            members=len(accounts),
        ),
        Reason.of(
            "surplus.step.equity",
            law,
            equity_fen=pots[EQUITY],
            weight_sum_fen=sum(accounts.values()),
        ),
    )


__all__ = [
    "APPROPRIATED",
    "CHARTERS",
    "CREDITED",
    "EQUITY",
    "PATRONAGE",
    "RESERVE",
    "UNDISTRIBUTED",
    "Base",
    "Bases",
    "CooperativeSurplusLaw",
    "Member",
    "MemberYear",
    "PatronageBy",
    "ReserveBy",
    "Sheet",
    "SurplusTerms",
    "YearEndTerms",
    "YearTotals",
    "distributable",
    "entry",
    "opening_of",
    "ratio",
    "settle_account",
    "surplus_distribution",
]
