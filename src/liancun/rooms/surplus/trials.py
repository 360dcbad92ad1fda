"""Trying the distribution on figures of one's own (试算): `liancun try surplus CASE.yaml`."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from liancun.base.trials import Outcome, Trial
from liancun.charter import load_charter
from liancun.kernel import Refusal
from liancun.kernel.rulings import FactLine, FactSheet, Ruling
from liancun.rooms.surplus import rules
from liancun.rooms.surplus.rules import CooperativeSurplusLaw, MemberYear, SurplusTerms, YearTotals, left_out


@dataclass(frozen=True)
class CaseMember:
    """One member of a case (成员)."""

    member: str
    transaction_value_fen: int = 0
    contribution_fen: int = 0
    reserve_share_fen: int = 0
    transaction_g: int = 0
    is_member: bool = True


@dataclass(frozen=True)
class CaseCharter:
    """The charter values of a case (章程取值). What is left out is as the shipped default says."""

    reserve_share: Fraction
    patronage_share: Fraction
    base: rules.Base
    patronage_by: rules.PatronageBy = "value"
    reserve_quantified_by: rules.ReserveBy = "contribution"


@dataclass(frozen=True)
class Case:
    """A year to distribute (试算案例): the book's figures, the charter's values, the members."""

    surplus_fen: int
    charter: CaseCharter
    members: tuple[CaseMember, ...]
    loss_fen: int = 0
    opening_undistributed_fen: int = 0
    other_transfers_fen: int = 0
    subsidy_property_fen: int = 0
    donated_property_fen: int = 0
    closing_day: date = date(2025, 12, 31)
    note: str = ""


def sheet_of(case: Case) -> rules.Sheet:
    """The case as the rule sees it."""
    lines = tuple(
        FactLine(
            member.member,
            member.member,
            MemberYear(
                member.is_member,
                member.transaction_value_fen,
                member.transaction_g,
                member.contribution_fen,
                member.reserve_share_fen,
            ),
        )
        for member in case.members
    )
    if case.loss_fen < 0:
        raise Refusal("surplus.negative_total", "case", what="loss", amount_fen=case.loss_fen)
    # Line 13 of form 02 is one figure, a loss below nil; line 14 covers that before it adds to anything.
    before_fen = case.opening_undistributed_fen - case.loss_fen
    totals = YearTotals(
        case.surplus_fen,
        *rules.opening_of(before_fen, case.other_transfers_fen),
        case.subsidy_property_fen,
        case.donated_property_fen,
    )
    return FactSheet("case", "case", lines, totals)


def terms_of(case: Case) -> SurplusTerms:
    """The case's charter on the law in force. Refuses what the law does."""
    law = load_charter().in_force(CooperativeSurplusLaw, on=case.closing_day)
    given = case.charter
    return SurplusTerms(
        clause="case",
        law=law,
        reserve_share=given.reserve_share,
        patronage_share=given.patronage_share,
        base=given.base,
        patronage_by=given.patronage_by,
        reserve_quantified_by=given.reserve_quantified_by,
    )


def run(case: Case) -> Outcome:
    """Distribute the case's surplus: every step, every line, and each member's sums."""
    charter = terms_of(case)
    sheet = sheet_of(case)
    ruling = rules.surplus_distribution(sheet, charter)
    bases = rules.distributable(sheet.totals, charter)
    steps = (*ruling.steps, *left_out.warnings(sheet, charter, ruling))
    result = _result(case, charter, bases, ruling) | {
        "loss_covered_fen": sheet.totals.loss_fen,
        "left_out": left_out.left_out(sheet, charter, ruling),
    }
    return Outcome(steps, ruling.lines, result)


def _result(case: Case, charter: SurplusTerms, bases: rules.Bases, ruling: Ruling) -> dict[str, Any]:
    by_member = {member.member: {f"{part}_fen": 0 for part in ruling.pots} for member in case.members}
    for line in ruling.lines:
        by_member[line.subject][f"{line.part}_fen"] = line.amount_fen
    return {
        "reserve_fen": bases.reserve_fen,
        "base": charter.base,
        "distributable_law_44_fen": bases.law_44_fen,
        "distributable_form_02_fen": bases.form_02_fen,
        "distributed_fen": bases.chosen(charter.base),
        "patronage_fen": ruling.pots[rules.PATRONAGE],
        "equity_fen": ruling.pots[rules.EQUITY],
        "members": by_member,
    }


TRIALS = {"surplus": Trial(Case, run)}
