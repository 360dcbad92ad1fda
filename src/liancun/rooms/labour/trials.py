"""Trying a month's wages on a case of one's own (试算): `liancun try wages CASE.yaml`."""

from dataclasses import dataclass
from fractions import Fraction

from liancun.base.trials import Outcome, Trial
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.labour import rules
from liancun.rooms.labour.rules import (
    Job,
    JobMonth,
    JobTerms,
    NoTotals,
    PayTerms,
    TaxKind,
    TaxTerms,
    WorkerMonth,
)

CLAUSE = "case"
UNTAXED = TaxKind()


@dataclass(frozen=True)
class WagesCharter:
    """The charter values of a wages case. `tax` is what is withheld, as a kind of `labour/tax`."""

    jobs: dict[str, Job]
    park_party: str = ""
    hour_day_most: int = rules.DAY_HOURS
    tax: TaxKind = UNTAXED


@dataclass(frozen=True)
class Worked:
    """What somebody did on one job in the month (一人一工种).

    cells       a day each, as on the sheet: [1, 0.5, 1] in days, [6.5] in hours, [213.4, "90 08:00-17:00"] in
                kilos, [120] in pieces
    rate_fen    of a day, an hour, a kilo or a piece; the charter's where left out
    payer_party who pays for work outside
    """

    job: str
    cells: tuple[str, ...]
    rate_fen: int | None = None
    payer_party: str = ""


@dataclass(frozen=True)
class Worker:
    """One worker's month of a wages case. `held` days that wait; `payee` by written authority."""

    worker: str
    work: tuple[Worked, ...]
    held: int = 0
    payee: str = ""


@dataclass(frozen=True)
class WagesCase:
    """A wages case."""

    charter: WagesCharter
    workers: tuple[Worker, ...]


def try_wages(case: WagesCase) -> Outcome:
    """What each worker of the case is owed, a line for each who bears it, and the entry."""
    given = case.charter
    jobs = JobTerms(CLAUSE, given.jobs, 10**6, 10**6, Fraction(1), given.hour_day_most, given.park_party)
    tax = TaxTerms(CLAUSE, given.tax, UNTAXED, UNTAXED, "salary")
    terms = PayTerms(CLAUSE, jobs, tax, 5, 5)
    lines = tuple(
        FactLine(
            each.worker,
            each.payee or each.worker,
            WorkerMonth(_jobs_of(each, jobs), sum(len(work.cells) for work in each.work), each.held),
        )
        for each in case.workers
    )
    ruling = rules.wages(FactSheet("case", "", lines, NoTotals()), terms)
    entry = rules.entry(ruling.lines, terms) if ruling.lines else ()
    result = {
        "total_fen": sum(line.amount_fen for line in ruling.lines),
        "net_fen": sum(line.amount_fen for line in ruling.lines if line.payable),
        "workers": [
            {
                "worker": each.worker,
                "due_fen": sum(line.amount_fen for line in ruling.lines if line.subject == each.worker),
                "net_fen": sum(
                    line.amount_fen for line in ruling.lines if line.subject == each.worker and line.payable
                ),
            }
            for each in case.workers
        ],
        "entry": [
            {
                "account": line.account,
                "party": line.party,
                "debit_fen": line.debit_fen,
                "credit_fen": line.credit_fen,
            }
            for line in entry
        ],
    }
    return Outcome(ruling.steps, ruling.lines, result)


def _jobs_of(worker: Worker, terms: JobTerms) -> tuple[JobMonth, ...]:
    found: dict[tuple[str, str, int], JobMonth] = {}
    for work in worker.work:
        job = terms.jobs.get(work.job)
        if job is None:
            raise Refusal("labour.unknown_job", CLAUSE, job=work.job, known=tuple(terms.jobs))
        rate_fen = job.rate_fen if work.rate_fen is None else work.rate_fen
        quantity = 0
        for text in work.cells:
            cell = rules.read_cell(text, job.counted)
            if cell is None or cell.quantity <= 0:
                raise BadInput(
                    [Problem.of("labour.cell_unreadable", column=f"{worker.worker}.{work.job}", value=text)]
                )
            quantity += cell.quantity
        key = (work.job, work.payer_party, rate_fen)
        before = found.get(key, JobMonth(work.job, work.payer_party, rate_fen, 0, 0))
        found[key] = JobMonth(
            work.job,
            work.payer_party,
            rate_fen,
            before.days + len(work.cells),
            before.quantity + quantity,
        )
    return tuple(found[key] for key in sorted(found))


TRIALS = {"wages": Trial(WagesCase, try_wages)}
