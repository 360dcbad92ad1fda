"""What the faces get (查询结果): frozen values, never records."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.kernel import Reason
from liancun.kernel.fields import Choice, _
from liancun.rooms.settlement import rules

STATES = (
    ("drafted", _("草稿")),
    ("checked", _("已复核")),
    ("published", _("公示中")),
    ("confirmed", _("已确认")),
    ("posted", _("已入账")),
    ("withdrawn", _("已撤回")),
    ("reversed", _("已冲销")),
    ("held", _("搁置")),
    ("cancelled", _("已取消")),
    ("paid", _("已付")),
)
STATE = Choice(_("状态"), STATES)
"""Where a run or one of its lines stands."""


@dataclass(frozen=True)
class KindRow:
    """A kind of money that can be settled (结算类别)."""

    name: str
    room: str
    title: str
    direction: str
    grain: str
    shared: bool


@dataclass(frozen=True)
class RunRow:
    """A run in a list. `open_fen` is what posted lines still have to pay or receive."""

    run: int
    ref: str
    kind: str
    title: str
    direction: str
    org_code: str
    period: str
    attempt: int
    state: str
    on: date
    line_count: int
    total_fen: int
    reversal: bool
    held: int
    due_fen: int
    paid_fen: int
    open_fen: int


@dataclass(frozen=True)
class RunsPage:
    """A page of runs, newest first."""

    rows: tuple[RunRow, ...]
    total: int
    limit: int
    offset: int


@dataclass(frozen=True)
class StepRow:
    """One step that was taken: the state it led to, who, on which day, on what paper."""

    state: str
    by: str
    on: date
    recorded_at: Any
    ref: str
    note: str


@dataclass(frozen=True)
class RunDetail:
    """A run with all it rests on and what may come next. `may` lists acts this viewer may take now."""

    row: RunRow
    village_code: str
    clauses: tuple[str, ...]
    life: rules.RunLife
    life_clause: str
    watermark: dict[str, int]
    rule_version: str
    digest: str
    totals: Any
    pots: dict[str, int]
    reasons: tuple[Reason, ...]
    steps: tuple[StepRow, ...]
    counts: dict[str, int]
    paid_lines: int
    failed_payments: int
    notice: str
    reverses: str
    reversed_by: str
    entries: tuple[str, ...]
    may: tuple[str, ...]
    pay_by: date | None


@dataclass(frozen=True)
class LineRow:
    """A line in a list. Names are masked by the registry unless the viewer may see them."""

    line: int
    ref: str
    run: int
    kind: str
    period: str
    org_code: str
    village_code: str
    subject: str
    subject_name: str
    payee: str
    payee_name: str
    part: str
    serial: int
    state: str
    amount_fen: int
    paid_fen: int
    open_fen: int
    payable: bool
    outcome: dict[str, Any]


@dataclass(frozen=True)
class LinesPage:
    """A page of lines with the totals of the whole list, not of the page."""

    rows: tuple[LineRow, ...]
    total: int
    amount_fen: int
    limit: int
    offset: int


@dataclass(frozen=True)
class PayList:
    """What of a run is paid in one act (整单), by pages of rows; all else is of the whole list.

    `found` counts what was searched for; `open_fen` has every line; `waits` names those that cannot be paid
    on the day, and why; `contrary_fen` is what lines against the list's direction come to; `seen` is the
    mark it was read at.
    """

    rows: tuple[LineRow, ...]
    found: int
    open_fen: dict[int, int]
    waits: dict[int, Reason]
    contrary: int
    contrary_fen: int
    seen: int


@dataclass(frozen=True)
class PartSum:
    """One part of a subject's in a run (一项合计): what its lines come to and what was settled of it."""

    subject: str
    part: str
    village_code: str
    amount_fen: int
    paid_fen: int


@dataclass(frozen=True)
class PaymentRow:
    """Money that moved or failed to for a line. `receipt` is "2026-000012" or ''."""

    payment: int
    ref: str
    line: int
    payee: str
    state: str
    amount_fen: int
    happened_on: date
    on: date
    by: str
    receipt: str
    bank_ref: str
    failure: str
    entry: str


@dataclass(frozen=True)
class LineDetail:
    """A line with its facts, reasons, objections' outcome and money."""

    row: LineRow
    facts: Any
    reasons: tuple[Reason, ...]
    digest: str
    run_ref: str
    replaces: str
    replaced_by: str
    first_run: str
    watermark: dict[str, int]
    steps: tuple[StepRow, ...]
    payments: tuple[PaymentRow, ...]


@dataclass(frozen=True)
class LineTold:
    """Why a line is what it is, and the last day money moved for it (依据和到账日)."""

    reasons: tuple[Reason, ...]
    paid_on: date | None


@dataclass(frozen=True)
class ArrearsRow:
    """What a village still owes or is owed of one kind (欠缴、欠付)."""

    org_code: str
    village_code: str
    kind: str
    period: str
    lines: int
    due_fen: int
    paid_fen: int
    open_fen: int
    open_lines: int


@dataclass(frozen=True)
class KindSum:
    """What somebody's posted lines of one kind come to over a year (一类款项). `line` the one line, or 0."""

    kind: str
    direction: str
    lines: int
    amount_fen: int
    paid_fen: int
    line: int


@dataclass(frozen=True)
class VillageSum:
    """What the people of a village were due, or owed, of one kind over a year (一村一类款项)."""

    kind: str
    direction: str
    village_code: str
    lines: int
    amount_fen: int


@dataclass(frozen=True)
class Todo:
    """A step that waits for this viewer (待办)."""

    ref: str
    run: int
    act: str
    kind: str
    title: str
    org_code: str
    period: str
    state: str
    count: int
    open_fen: int
