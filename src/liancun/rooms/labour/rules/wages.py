"""What a month of work pays (工钱): each job's quantity at the rate of its day, by who bears it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from liancun.kernel import Reason, allocate, half_up
from liancun.kernel.digest import LATER
from liancun.kernel.fields import (
    A,
    Choice,
    Hours,
    Kilos,
    Quantity,
    Rows,
    Text,
    Thousandths,
    Whole,
    WorkDays,
    Yuan,
    _,
)
from liancun.kernel.reasons import Param
from liancun.kernel.rulings import EntryLine, FactSheet, Line, Ruling
from liancun.rooms.labour.rules.terms import (
    OUTSIDE,
    PARK,
    JobTerms,
    Measure,
    PayTerms,
    TaxKind,
    TaxTerms,
    scale_of,
    unit_of,
)

OWED: Final = "213"
"""应付劳务费, by worker"""
TAX: Final = "214"
"""应交税费"""
WITHHELD: Final = "tax:"
"""What the part of a withheld line begins with, before the part it was taken from."""


MEASURES = (("day", WorkDays("")), ("hour", Hours("")), ("kg", Kilos("")), ("piece", Thousandths("")))
"""How a quantity of work is written, by the measure of its job."""


@dataclass(frozen=True)
class JobMonth:
    """A worker's month on one job at one rate (一月一工种): dates with it, quantity in its measure.

    `measure` is that of the order, where the job is counted otherwise by the month's end.
    """

    job: A[str, Choice(_("工种"), "labour.jobs")]
    payer_party: A[str, Choice(_("付款方"), "registry.parties")]
    rate_fen: A[int, Yuan(_("工价"))]
    days: A[int, Whole(_("出勤日数"))]
    quantity: A[int, Quantity(_("数量"), by="job", of="labour.measures", kinds=MEASURES)]
    measure: A[str, Text(_("派工时的计量"))] = field(default="", metadata=LATER)

    def counted(self, terms: JobTerms) -> Measure:
        """What its quantity is counted in, with the unit of pieces."""
        return self.measure or terms.jobs[self.job].counted


@dataclass(frozen=True)
class WorkerMonth:
    """All of a worker's accepted work of a month (一人一月); days held are counted and not paid.

    `dates` with accepted work on any job: one with two jobs is one.
    """

    jobs: A[tuple[JobMonth, ...], Rows(_("各工种"))]
    dates: A[int, Whole(_("出勤日期数"))]
    held_days: A[int, Whole(_("待核的考勤(条)"))]


@dataclass(frozen=True)
class NoTotals:
    """Nothing is divided: a tariff."""


def part_of(work: JobMonth, terms: JobTerms) -> str:
    """The part of the wages a job belongs to: the park's, somebody outside's, or the crop it is a cost of."""
    payer = terms.jobs[work.job].payer
    if payer == "park":
        return PARK
    return f"{OUTSIDE}:{work.payer_party}" if payer == "outside" else work.job


def worth(work: JobMonth, terms: JobTerms) -> Fraction:
    """What a job's month is worth in fen, exactly."""
    return Fraction(work.quantity * work.rate_fen, scale_of(work.counted(terms)))


def whole_worth(quantity: int, rate_fen: int, measure: Measure) -> int:
    """What a quantity is worth in whole fen, as a page shows it: rounded down, never what is paid by."""
    return quantity * rate_fen // scale_of(measure)


def wages(sheet: FactSheet[WorkerMonth, NoTotals], terms: PayTerms) -> Ruling:
    """What each worker is owed for the month, a line for each who bears it; half up, once a line."""
    lines: list[Line] = []
    for fact in sheet.lines:
        by_part: dict[str, list[JobMonth]] = {}
        for work in fact.facts.jobs:
            by_part.setdefault(part_of(work, terms.jobs), []).append(work)
        due = {
            part: half_up(sum((worth(work, terms.jobs) for work in works), Fraction(0)))
            for part, works in sorted(by_part.items())
        }
        due = {part: fen for part, fen in due.items() if fen}
        taxes = taxed(due, terms.tax)
        for part, due_fen in due.items():
            works, tax_fen = by_part[part], taxes.get(part, 0)
            reasons = [_reason(work, terms) for work in works]
            if fact.facts.held_days:
                reasons.append(Reason.of("labour.left_out", terms.jobs.clause, held=fact.facts.held_days))
            if fact.payee != fact.subject:
                reasons.append(Reason.of("labour.to_authorised", terms.clause, payee=fact.payee))
            outcome = _outcome(works, due_fen, fact.facts.dates, terms)
            line = Line(
                fact.subject, part, fact.payee, due_fen - tax_fen, tuple(reasons), fact.village_code,
                outcome=outcome,
            )  # fmt: skip
            if line.amount_fen:
                lines.append(line)
            if tax_fen:
                why = Reason.of(
                    "labour.withheld", terms.tax.clause, due_fen=due_fen, tax_fen=tax_fen,
                    wages_are=terms.tax.wages_are,
                )  # fmt: skip
                lines.append(
                    Line(
                        fact.subject, WITHHELD + part, fact.payee, tax_fen, (why,), fact.village_code,
                        payable=False, outcome=outcome,
                    )
                )  # fmt: skip
    total_fen = sum(line.amount_fen for line in lines)
    step = Reason.of("labour.step.month", terms.clause, lines=len(lines), total_fen=total_fen)
    return Ruling(tuple(lines), {}, (step,))


def _reason(work: JobMonth, terms: PayTerms) -> Reason:
    job = terms.jobs.jobs[work.job]
    measure, _colon, unit = work.counted(terms.jobs).partition(":")
    if measure == "kg":
        return Reason.of(
            "labour.paid_by_kilo", terms.jobs.clause, job=job.name, days=work.days,
            picked_g=work.quantity, rate_fen=work.rate_fen,
        )  # fmt: skip
    if measure == "hour":
        return Reason.of(
            "labour.paid_by_hour", terms.jobs.clause, job=job.name, days=work.days,
            hour_hundredths=work.quantity, rate_fen=work.rate_fen,
        )  # fmt: skip
    if measure == "piece":
        return Reason.of(
            "labour.paid_by_piece", terms.jobs.clause, job=job.name, days=work.days, unit=unit,
            piece_milli=work.quantity, rate_fen=work.rate_fen,
        )  # fmt: skip
    return Reason.of(
        "labour.paid_by_day",
        terms.jobs.clause,
        job=job.name,
        hundredths=work.quantity,
        rate_fen=work.rate_fen,
    )


def _outcome(works: Sequence[JobMonth], due_fen: int, dates: int, terms: PayTerms) -> dict[str, Param]:
    """Where the line is booked; the dates of the whole month; what of it is by the day, hour, kilo, piece.

    The line is rounded once: each of them is what the sum up to it, rounded, grows by.
    """
    job = terms.jobs.jobs[works[0].job]
    found: dict[str, Param] = {"account": job.account, "dates": dates}
    if job.payer == "park":
        found["party"] = terms.jobs.park_party
    elif job.payer == "outside":
        found["party"] = works[0].payer_party
    quantities: dict[Measure, int] = {}
    exact: dict[Measure, Fraction] = {}
    for work in works:
        counted = work.counted(terms.jobs)
        quantities[counted] = quantities.get(counted, 0) + work.quantity
        exact[counted] = exact.get(counted, Fraction(0)) + worth(work, terms.jobs)
    amounts = rounded_once(exact)
    assert sum(amounts.values()) == due_fen
    for measure, quantity, fen in (("day", "hundredths", "day_fen"), ("hour", "hour_hundredths", "hour_fen"),
                                   ("kg", "picked_g", "kilo_fen")):  # fmt: skip
        if measure in amounts:
            found |= {quantity: quantities[measure], fen: amounts[measure]}
    pieces = [each for each in amounts if unit_of(each)]
    if pieces:
        found["piece_units"] = tuple(unit_of(each) for each in pieces)
        found["piece_milli"] = tuple(quantities[each] for each in pieces)
        found["piece_fen"] = tuple(amounts[each] for each in pieces)
    return found


ORDER: Final = ("day", "hour", "kg")
"""In which order measures are summed up, before the pieces by their unit."""


def rounded_once(exact: Mapping[Measure, Fraction]) -> dict[Measure, int]:
    """What each measure's work comes to in whole fen: together what the sum of all, half up, is."""
    found: dict[Measure, int] = {}
    upto, before_fen = Fraction(0), 0
    for measure in sorted(exact, key=lambda each: ((*ORDER, each).index(each), each)):
        upto += exact[measure]
        found[measure] = half_up(upto) - before_fen
        before_fen = half_up(upto)
    return found


def taxed(due: Mapping[str, int], terms: TaxTerms) -> dict[str, int]:
    """Part -> the tax taken from it: of the whole month as the kind wages are, once, then by part."""
    tax_fen = withheld_fen(sum(due.values()), terms.of_wages)
    return allocate(tax_fen, due) if tax_fen else {}


def withheld_fen(month_fen: int, kind: TaxKind) -> int:
    """What is withheld from a month's income of one kind: half up to the fen."""
    small = month_fen <= kind.small_fen
    off = Fraction(kind.small_off_fen) if small else month_fen * kind.large_off
    left = max(Fraction(0), month_fen - off)
    step = next((each for each in reversed(kind.steps) if left > each.over_fen), None)
    return half_up(left * step.rate - step.off_fen if step else left * kind.rate)


def entry(lines: Sequence[Line], _terms: PayTerms) -> tuple[EntryLine, ...]:
    """DR 113 whoever bears it, or the cost of the crop; CR 213 by worker, 214 for what was withheld."""
    debits: dict[tuple[str, str], int] = {}
    owed: list[EntryLine] = []
    for line in lines:
        key = (str(line.outcome["account"]), str(line.outcome.get("party", "")))
        debits[key] = debits.get(key, 0) + line.amount_fen
        account, party = (TAX, "") if line.part.startswith(WITHHELD) else (OWED, line.payee)
        owed.append(EntryLine(account, credit_fen=line.amount_fen, party=party))
    heads = [
        EntryLine(account, debit_fen=fen, party=party) for (account, party), fen in sorted(debits.items())
    ]
    return (*heads, *owed)


def settle_account(_line: Line) -> str:
    """What a payment clears: 213."""
    return OWED
