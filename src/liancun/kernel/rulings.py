"""The one shape of every settlement (结算的形状): frozen facts per line in, a ruling with reasons out.

Wages, land money, fees and the surplus differ in their rule; the sheet, the line and the pot are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from liancun.kernel.digest import LATER
from liancun.kernel.reasons import Param, Reason

F = TypeVar("F")
T = TypeVar("T")


@dataclass(frozen=True)
class FactLine(Generic[F]):
    """What one line rests on (事实): whose it is, who is paid or billed, and the room's own frozen facts.

    `subject` is the code of the household, member or worker; `payee` the party code of a person or an
    organisation. `facts` is a frozen dataclass of plain values (the kind's `fact_type`).
    """

    subject: str
    payee: str
    facts: F
    village_code: str = ""


@dataclass(frozen=True)
class Gap:
    """A record that is missing or undecided (缺漏): what is short of it waits until somebody enters it."""

    subject: str
    what: str
    village_code: str = ""
    who: str = ""
    params: tuple[tuple[str, Param], ...] = ()


@dataclass(frozen=True)
class FactSheet(Generic[F, T]):
    """All a rule may see for one organisation and period (事实表). `totals` holds what is divided.

    A gap keeps the whole run from being drafted. Who is `waiting` has no line yet, alone: what is
    recorded of them is in dispute, and once it is decided a later run brings it.
    """

    org_code: str
    period: str
    lines: tuple[FactLine[F], ...]
    totals: T
    gaps: tuple[Gap, ...] = ()
    waiting: tuple[Gap, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True)
class Line:
    """What one subject gets or owes (结算行): whole fen, with its reasons.

    `part` names the pot it was divided from, or the single part of a tariff. A line with `payable` False
    is posted but never paid (a reserve share). `outcome` holds what else was decided (a tier's name); where
    the amount is due in parts, `due_days` and `due_fen` say by which day how much.
    """

    subject: str
    part: str
    payee: str
    amount_fen: int
    reasons: tuple[Reason, ...]
    village_code: str = ""
    payable: bool = True
    outcome: Mapping[str, Param] = field(default_factory=dict)

    def as_numbers(self) -> dict[str, Any]:
        """What the line's digest covers: numbers and codes, no wording."""
        return {
            "subject": self.subject,
            "part": self.part,
            "payee": self.payee,
            "amount_fen": self.amount_fen,
            "village_code": self.village_code,
            "payable": self.payable,
            "outcome": dict(self.outcome),
            "reasons": [reason.as_data() for reason in self.reasons],
        }


@dataclass(frozen=True)
class Ruling:
    """What the rule decided (裁定): the lines, the pots they must equal (none: a tariff), the steps."""

    lines: tuple[Line, ...]
    pots: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        seen = {(line.subject, line.part) for line in self.lines}
        assert len(seen) == len(self.lines), "one line per subject and part"
        for part, total_fen in self.pots.items():
            divided_fen = sum(line.amount_fen for line in self.lines if line.part == part)
            assert divided_fen == total_fen, f"pot {part}: {divided_fen} of {total_fen}"


@dataclass(frozen=True)
class EntryLine:
    """One line of an accounting entry (分录行): exactly one of debit and credit is positive.

    `party` is the member dimension: the party code of a person or an organisation, or ''.
    """

    account: str
    debit_fen: int = 0
    credit_fen: int = 0
    party: str = ""

    def __post_init__(self) -> None:
        assert self.debit_fen >= 0 and self.credit_fen >= 0
        assert (self.debit_fen == 0) != (self.credit_fen == 0), "one side, not both, not neither"
