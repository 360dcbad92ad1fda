"""Three toy kinds of money for the tests (样例类别): a bill by tariff, a monthly wage, a pot by weight.

Their records live in memory, with real marks of the organisation, so that a watermark limits them as it
limits any record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.db import transaction

from liancun.base.acts import next_mark
from liancun.base.viewer import Post, Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, allocate
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Gap, Line, Ruling
from liancun.rooms.settlement.kinds import RunKind

VILLAGE = "520281123201"
RESERVE = "O:jiaxi"
ORG = "jiaxi"


@dataclass(frozen=True)
class Note:
    """One record: the number a subject has for a period, None for taken away."""

    org_code: str
    mark: int
    period: str
    subject: str
    value: int | None


@dataclass
class Table:
    """The toy records. `expected` are the subjects that must have one."""

    notes: list[Note] = field(default_factory=list)
    expected: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def note(self, period: str, values: dict[str, int | None], org_code: str = ORG) -> None:
        """Record numbers, each with its mark."""
        with transaction.atomic():
            mark = next_mark(org_code)
        self.notes += [Note(org_code, mark, period, subject, value) for subject, value in values.items()]

    def seen(self, org_code: str, period: str, asof: Watermark) -> dict[str, int | None]:
        """The last number of each subject at a watermark."""
        upto = dict(asof.marks)[org_code]
        return {
            note.subject: note.value
            for note in self.notes
            if (note.org_code, note.period) == (org_code, period) and note.mark <= upto
        }


TABLE = Table()


@dataclass(frozen=True)
class ToyFacts:
    """What a toy line rests on."""

    value: int


@dataclass(frozen=True)
class ToyTotals:
    """What a toy run divides."""

    total: int


@dataclass(frozen=True)
class ToyRates:
    """A toy charter: fen per unit, and for the pot its size."""

    DECISION: ClassVar[str] = "toy/rates"
    clause: str
    rate_fen: int
    pot_fen: int = 0


def toy_facts(org_code: str, period: Period, asof: Watermark) -> FactSheet[ToyFacts, ToyTotals]:
    """Everybody's number; a gap for who should have one and has none."""
    seen = TABLE.seen(org_code, str(period), asof)
    wanted = sorted({*seen, *TABLE.expected.get(org_code, ())})
    return FactSheet(
        org_code,
        str(period),
        tuple(
            FactLine(subject, f"P{subject[1:].zfill(7)}", ToyFacts(value), VILLAGE)
            for subject in wanted
            if (value := seen.get(subject)) is not None
        ),
        ToyTotals(sum(value or 0 for value in seen.values())),
        tuple(
            Gap(subject, "toy.no_number", VILLAGE, "P0000099") for subject in wanted if subject not in seen
        ),
    )


ACCOUNT = "114"
"""Where a toy wage stands until it is paid: a test may say another."""


def tariff(sheet: FactSheet[ToyFacts, ToyTotals], rates: ToyRates) -> Ruling:
    """Number times rate."""
    return Ruling(
        tuple(
            Line(
                line.subject,
                "fee",
                line.payee,
                line.facts.value * rates.rate_fen,
                (Reason.of("toy.fee", rates.clause, value=line.facts.value, rate_fen=rates.rate_fen),),
                line.village_code,
                outcome={"account": ACCOUNT},
            )
            for line in sheet.lines
        )
    )


def pot(sheet: FactSheet[ToyFacts, ToyTotals], rates: ToyRates) -> Ruling:
    """The pot by number, and a reserve that is nobody's."""
    shares = allocate(rates.pot_fen, {line.subject: line.facts.value for line in sheet.lines})
    why = (Reason.of("toy.share", rates.clause, pot_fen=rates.pot_fen),)
    lines = [
        Line(line.subject, "share", line.payee, shares[line.subject], why, line.village_code)
        for line in sheet.lines
    ]
    lines.append(Line("reserve", "reserve", "", 100, why, payable=False))
    return Ruling(tuple(lines), {"share": rates.pot_fen, "reserve": 100}, why)


def fee_entry(lines: Sequence[Line], rates: ToyRates) -> Sequence[EntryLine]:
    """DR 113 by person, CR 501."""
    owed = [EntryLine("113", line.amount_fen, 0, line.payee) for line in lines]
    return [*owed, EntryLine("501", 0, sum(line.amount_fen for line in lines))]


def wage_entry(lines: Sequence[Line], rates: ToyRates) -> Sequence[EntryLine]:
    """DR 521, CR 114 by person."""
    owed = [EntryLine(str(line.outcome["account"]), 0, line.amount_fen, line.payee) for line in lines]
    return [EntryLine("521", sum(line.amount_fen for line in lines)), *owed]


def pot_entry(lines: Sequence[Line], rates: ToyRates) -> Sequence[EntryLine]:
    """DR 33201, CR 221 by person and 322 for the reserve."""
    owed = [
        EntryLine("221", 0, line.amount_fen, line.payee)
        if line.part == "share"
        else EntryLine("322", 0, line.amount_fen, RESERVE)
        for line in lines
    ]
    return [EntryLine("33201", sum(line.amount_fen for line in lines)), *owed]


def own(org_code: str) -> Iterable[str]:
    """Only the organisation's own records are read."""
    return (org_code,)


def last_day(period: Period) -> date:
    """The last day of the period."""
    return period.last_day


def toy(name: str, **changes: Any) -> RunKind:
    """A toy kind; a wage unless told otherwise."""
    base: dict[str, Any] = {
        "name": name,
        "room": "toy",
        "direction": "pay",
        "grain": "month",
        "charter": ToyRates,
        "charter_day": last_day,
        "fact_type": ToyFacts,
        "total_type": ToyTotals,
        "facts": toy_facts,
        "rule": tariff,
        "watched": own,
        "accounting_on": last_day,
        "entry": wage_entry,
        "settle_account": lambda line: str(line.outcome["account"]),
        "needs": (),
    }
    return RunKind(**{**base, **changes})


WAGE = toy("toy_wage")
EARNED = toy("toy_earned")
FEE = toy("toy_fee", direction="collect", grain="year", entry=fee_entry, settle_account=lambda line: "113")
POT = toy("toy_pot", grain="year", rule=pot, entry=pot_entry, settle_account=lambda line: "221", shared=True)

LIFE = """
title: {title}
decision: runs/{name}
decided_by: 村民会议
blocks:
  - from: 2024-01-01
    clauses:
      title: {{value: {title}, source: assumption}}
      makes: {{value: {{accountant: own}}, source: assumption}}
      checks: {{value: {{supervisor: own}}, source: assumption}}
      publishes: {{value: {{notice_clerk: own}}, source: assumption}}
      decides: {{value: {{secretary: own}}, source: assumption}}
      pays: {{value: {{cashier: own}}, source: assumption}}
      objection_days: {{value: {days}, source: assumption}}
      circles: {{value: [paper, members], source: assumption}}
      expires_days: {{value: 60, source: assumption}}
{more}
"""

RATES = """
title: 样例标准
decision: toy/rates
decided_by: 村民会议
blocks:
  - from: 2024-01-01
    clauses:
      rate_fen: {value: 1000, source: assumption, money: true}
      pot_fen: {value: 100000, source: assumption, money: true}
"""

SHARED = """
      late_facts: {value: reverse, source: assumption}
      papers_days: {value: 15, source: law, cite: 合作社法第四十条}
      resolution_body: {value: assembly, source: law, cite: 合作社法第二十九条}
      pay_by_days: {value: 30, source: assumption}
"""


ACCRUES = """
      accrues: {value: true, source: law, cite: 保障农民工工资支付条例第三条}
"""


def write_charter(folder: Path, org_code: str = ORG) -> None:
    """An organisation's own decisions for the toy kinds."""
    here = folder / org_code
    here.mkdir(parents=True)
    texts = {
        "toy_wage": LIFE.format(title="月工资", name="toy_wage", days=3, more=""),
        "toy_earned": LIFE.format(title="工钱", name="toy_earned", days=3, more=ACCRUES),
        "toy_fee": LIFE.format(title="清运费", name="toy_fee", days=7, more=""),
        "toy_pot": LIFE.format(title="盈余", name="toy_pot", days=15, more=SHARED),
        "rates": RATES,
    }
    for name, text in texts.items():
        (here / f"{name}.yaml").write_text(text, encoding="utf-8")


def person(name: str, *posts: str, org_code: str = ORG, **more: Any) -> Viewer:
    """Somebody who holds posts at the toy organisation and sees its records."""
    held = frozenset(Post(post, org_code) for post in posts)
    return Viewer(name, posts=held, org_codes=frozenset({org_code}), **more)


MAKER = person("wang", "accountant", party="P0000011")
CHECKER = person("li", "supervisor", party="P0000012")
CLERK = person("zhao", "notice_clerk", party="P0000013")
SECRETARY = person("chen", "secretary", party="P0000014")
CASHIER = person("liu", "cashier", party="P0000015")
