"""What a day of work is, what it is worth, and what is paid for a month (考勤与工钱).

保障农民工工资支付条例 (2019) 第十一条: money, to the person; 第十三、十四条: on the agreed day;
第十五条: the written pay list. Rates are snapshotted on each record: a later rate never reaches back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal

from liancun.kernel import Period, Reason, Refusal, allocate, half_up
from liancun.kernel.quantities import G_PER_KG, parse_scaled
from liancun.kernel.rulings import EntryLine, FactSheet, Line, Ruling

PayerKind = Literal["park", "cooperative", "outside"]
Measure = Literal["day", "kg"]

WHOLE_DAY: Final = 100
"""A day of work in hundredths."""

SCALES: Final[Mapping[str, int]] = {"day": WHOLE_DAY, "kg": G_PER_KG}
OWED: Final = "213"
"""应付劳务费, by worker"""
TAX: Final = "214"
"""应交税费"""
PARK: Final = "park"
OUTSIDE: Final = "outside"
WITHHELD: Final = "-tax"
"""What the part of a withheld line ends with, after the part it was taken from."""


@dataclass(frozen=True)
class Job:
    """One kind of work (工种).

    payer     who bears it: the park, the cooperative, somebody outside
    account   what is debited: a receivable (113) for the park and others, else the cost (141, 521)
    measure   by the day, or by the kilo (计件)
    rate_fen  pay of a day or of a kilo
    """

    name: str
    payer: PayerKind
    account: str
    measure: Measure
    rate_fen: int


@dataclass(frozen=True)
class JobTerms:
    """The jobs and their rates (工种与工价): decision `labour/jobs`.

    park_party   whose receivable the park's labour is
    kg_day_most  more kilos for one person on one day are held until somebody looks
    """

    clause: str
    jobs: Mapping[str, Job]
    park_party: str
    kg_day_most: int

    DECISION: ClassVar[str] = "labour/jobs"

    def __post_init__(self) -> None:
        for code, job in self.jobs.items():
            if job.rate_fen <= 0 or code == PARK:
                raise Refusal("labour.charter.job", self.clause, job=code)
        if self.kg_day_most <= 0:
            raise Refusal("labour.charter.kg", self.clause)

    def job_named(self, word: str) -> str:
        """The code of a job by its code or its name, '' for neither."""
        if word in self.jobs:
            return word
        return next((code for code, job in self.jobs.items() if job.name == word), "")


@dataclass(frozen=True)
class TaxTerms:
    """What is withheld from wages (代扣个人所得税): decision `labour/tax`.

    share of what a worker earns in a month above `free_fen`; rounded once a line, half up.
    """

    clause: str
    share: Fraction
    free_fen: int

    DECISION: ClassVar[str] = "labour/tax"

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1 or self.free_fen < 0:
            raise Refusal("labour.charter.tax", self.clause)


@dataclass(frozen=True)
class PayTerms:
    """When wages are paid (工资支付日): decision `labour/pay`.

    pay_day     day of the next month by which they are paid
    alarm_days  days before it from which what is missing is shown
    jobs, tax   the tariffs it rests on
    """

    clause: str
    jobs: JobTerms
    tax: TaxTerms
    pay_day: int
    alarm_days: int

    DECISION: ClassVar[str] = "labour/pay"

    def __post_init__(self) -> None:
        if not 1 <= self.pay_day <= 28 or self.alarm_days < 0:
            raise Refusal("labour.charter.pay_day", self.clause)

    def due_on(self, month: Period) -> date:
        """The day a month's wages are due."""
        return month.next.first_day.replace(day=self.pay_day)


@dataclass(frozen=True)
class CalendarTerms:
    """Working days (工作日历): decision `labour/calendar`. The divisor of a mean by the day."""

    clause: str
    days_a_month: int

    DECISION: ClassVar[str] = "labour/calendar"

    def days_of(self, period: Period) -> int:
        """The working days of a month or a year."""
        return self.days_a_month * len(period.months)


@dataclass(frozen=True)
class DispatchTerms:
    """Who is sent first (派工次序): decision `labour/dispatch`.

    order   asked: who asked first; days: who worked fewest days this year; in the order given
    """

    clause: str
    order: tuple[Literal["asked", "days"], ...]

    DECISION: ClassVar[str] = "labour/dispatch"


@dataclass(frozen=True)
class Seeker:
    """Somebody who asked for work (求职人)."""

    party: str
    asked_on: date
    days: int


def in_turn(seekers: Iterable[Seeker], terms: DispatchTerms) -> list[Seeker]:
    """Seekers in the order in which they are sent; equal ones by code."""
    keys = {
        "asked": lambda each: each.asked_on.toordinal(),
        "days": lambda each: each.days,
    }
    return sorted(seekers, key=lambda each: (*(keys[name](each) for name in terms.order), each.party))


# --- a day of work -------------------------------------------------------------------------------


@dataclass(frozen=True)
class OrderTerms:
    """What a work order fixes (派工单): its job, site, days and rate."""

    number: str
    job: str
    measure: Measure
    site: str
    first_day: date
    last_day: date
    rate_fen: int


@dataclass(frozen=True)
class Work:
    """What somebody did on a day (一天的工): hundredths of a day, or grams."""

    order: str
    site: str
    measure: Measure
    quantity: int


def read_quantity(text: str, measure: Measure) -> int | None:
    """What is written in a day's cell: "1" and "0.5" days, "213.4" kilos; None where it is neither."""
    try:
        return parse_scaled(text, SCALES[measure])
    except ValueError:
        return None


def write_quantity(quantity: int, measure: Measure) -> str:
    """A quantity as it is written on a sheet: 1, 0.5, 213.4."""
    scale = SCALES[measure]
    whole, rest = divmod(quantity, scale)
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}".rstrip("0").rstrip(".")


def day_faults(
    order: OrderTerms, day: date, quantity: int, others: Sequence[Work], died_on: date | None, terms: JobTerms
) -> tuple[Reason, ...]:
    """Everything that keeps a day of work from being recorded. `others`: the person's other work that day."""
    clause = terms.clause
    faults = []
    if quantity <= 0:
        faults.append(Reason.of("labour.no_work", clause, day=str(day)))
    if not order.first_day <= day <= order.last_day:
        faults.append(
            Reason.of(
                "labour.outside_order", clause, day=str(day), number=order.number,
                first=str(order.first_day), last=str(order.last_day),
            )
        )  # fmt: skip
    if died_on is not None and day > died_on:
        faults.append(Reason.of("labour.after_death", clause, day=str(day), died_on=str(died_on)))
    elsewhere = next((each for each in others if each.site != order.site), None)
    if elsewhere:
        faults.append(
            Reason.of("labour.two_sites", clause, day=str(day), site=order.site, other=elsewhere.site)
        )
    whole = quantity if order.measure == "day" else 0
    whole += sum(each.quantity for each in others if each.measure == "day")
    if whole > WHOLE_DAY:
        faults.append(Reason.of("labour.over_a_day", clause, day=str(day), hundredths=whole))
    return tuple(faults)


def hold_reason(measure: Measure, quantity: int, day: date, terms: JobTerms) -> Reason | None:
    """Why a day waits for a second look: more kilos than a person picks; else None."""
    most_g = terms.kg_day_most * G_PER_KG
    if measure != "kg" or quantity <= most_g:
        return None
    return Reason.of("labour.too_many_kilos", terms.clause, day=str(day), picked_g=quantity, most_g=most_g)


# --- what a month pays -----------------------------------------------------------------------------


@dataclass(frozen=True)
class JobMonth:
    """A worker's month on one job at one rate (一月一工种): days counted, quantity in its measure."""

    job: str
    payer_party: str
    rate_fen: int
    days: int
    quantity: int


@dataclass(frozen=True)
class WorkerMonth:
    """All of a worker's accepted work of a month (一人一月); days held are counted and not paid."""

    jobs: tuple[JobMonth, ...]
    held: int


@dataclass(frozen=True)
class NoTotals:
    """Nothing is divided: a tariff."""


def part_of(work: JobMonth, terms: JobTerms) -> str:
    """The part of the wages a job belongs to: the park's, somebody outside's, or the crop it is a cost of."""
    payer = terms.jobs[work.job].payer
    if payer == "park":
        return PARK
    return f"{OUTSIDE}-{work.payer_party}" if payer == "outside" else work.job


def worth(work: JobMonth, terms: JobTerms) -> Fraction:
    """What a job's month is worth in fen, exactly."""
    return Fraction(work.quantity * work.rate_fen, SCALES[terms.jobs[work.job].measure])


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
            if fact.facts.held:
                reasons.append(Reason.of("labour.left_out", terms.jobs.clause, held=fact.facts.held))
            outcome = _outcome(works, terms)
            line = Line(
                fact.subject, part, fact.payee, due_fen - tax_fen, tuple(reasons), fact.village_code,
                outcome=outcome,
            )  # fmt: skip
            lines.append(line)
            if tax_fen:
                why = Reason.of("labour.withheld", terms.tax.clause, due_fen=due_fen, tax_fen=tax_fen)
                lines.append(
                    Line(
                        fact.subject, part + WITHHELD, fact.payee, tax_fen, (why,), fact.village_code,
                        payable=False, outcome=outcome,
                    )
                )  # fmt: skip
    total_fen = sum(line.amount_fen for line in lines)
    step = Reason.of("labour.step.month", terms.clause, lines=len(lines), total_fen=total_fen)
    return Ruling(tuple(lines), {}, (step,))


def _reason(work: JobMonth, terms: PayTerms) -> Reason:
    job = terms.jobs.jobs[work.job]
    if job.measure == "kg":
        return Reason.of(
            "labour.paid_by_kilo", terms.jobs.clause, job=job.name, days=work.days,
            picked_g=work.quantity, rate_fen=work.rate_fen,
        )  # fmt: skip
    return Reason.of(
        "labour.paid_by_day",
        terms.jobs.clause,
        job=job.name,
        hundredths=work.quantity,
        rate_fen=work.rate_fen,
    )


def _outcome(works: Sequence[JobMonth], terms: PayTerms) -> dict[str, str | int]:
    job = terms.jobs.jobs[works[0].job]
    found: dict[str, str | int] = {"account": job.account, "days": sum(work.days for work in works)}
    if job.payer == "park":
        found["party"] = terms.jobs.park_party
    elif job.payer == "outside":
        found["party"] = works[0].payer_party
    return found


def taxed(due: Mapping[str, int], terms: TaxTerms) -> dict[str, int]:
    """Part -> the tax taken from it: of the whole month over what is free, once, half up, then by part."""
    tax_fen = half_up(terms.share * max(0, sum(due.values()) - terms.free_fen))
    return allocate(tax_fen, due) if tax_fen else {}


def entry(lines: Sequence[Line], _terms: PayTerms) -> tuple[EntryLine, ...]:
    """DR 113 whoever bears it, or the cost of the crop; CR 213 by worker, 214 for what was withheld."""
    debits: dict[tuple[str, str], int] = {}
    owed: list[EntryLine] = []
    for line in lines:
        key = (str(line.outcome["account"]), str(line.outcome.get("party", "")))
        debits[key] = debits.get(key, 0) + line.amount_fen
        account, party = (TAX, "") if line.part.endswith(WITHHELD) else (OWED, line.payee)
        owed.append(EntryLine(account, credit_fen=line.amount_fen, party=party))
    heads = [
        EntryLine(account, debit_fen=fen, party=party) for (account, party), fen in sorted(debits.items())
    ]
    return (*heads, *owed)


def settle_account(_line: Line) -> str:
    """What a payment clears: 213."""
    return OWED


CHARTERS = (JobTerms, TaxTerms, PayTerms, CalendarTerms, DispatchTerms)
