"""What the faces get (查询结果): frozen values, never records."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.kernel import Reason
from liancun.kernel.fields import A, Choice, Day, Flag, Ref, Text, Whole, Word, Yuan, _
from liancun.rooms.notices.queries import ANSWERS
from liancun.rooms.settlement import rules
from liancun.rooms.settlement.queries.columns import (
    ACCOUNTS,
    AMOUNT,
    KIND,
    ORG_NAME,
    PERIOD,
    RESULTS,
    STATE,
    VILLAGE_NAME,
)
from liancun.rooms.settlement.queries.instalments import Instalment, instalments


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
    """A run in a list. `open_fen` is what posted lines still have to pay or receive, `held_fen` what of that
    waits for the answers to objections."""

    ref: str
    kind: A[str, replace(KIND, link="ref")]
    run: A[int, Whole(_("单号"))]
    title: str
    direction: str
    org_code: str
    org_name: A[str, ORG_NAME]
    period: A[str, PERIOD]
    attempt: int
    state: A[str, STATE]
    reversal: A[bool, Flag(_("冲销"), yes=_("冲销单"), no="")]
    on: A[date, Day(_("草拟日"))]
    line_count: A[int, Whole(_("行数"))]
    held: A[int, Whole(_("搁置行数"))]
    total_fen: A[int, Yuan(_("合计"))]
    due_fen: int
    paid_fen: A[int, Yuan(_("已收付"))]
    open_fen: A[int, Yuan(_("未收付"))]
    held_fen: int = 0


@dataclass(frozen=True)
class RunsPage:
    """A page of runs, newest first."""

    rows: tuple[RunRow, ...]
    total: int
    limit: int
    offset: int
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepRow:
    """One step that was taken: the state it led to, who, on which day, on what paper.

    `by` is a login, `name` who that is.
    """

    state: A[str, STATE]
    by: str
    name: A[str, Text(_("办理人"))]
    on: A[date, Day(_("日期"))]
    recorded_at: Any
    ref: str
    note: A[str, Text(_("说明"))]


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
    """A line in a list. Names are masked by the registry unless the viewer may see them.

    `held_fen` is what of a posted line waits for the answer to an objection; one of which all that is open
    waits is in the state "held".
    """

    ref: str
    run: int
    name: A[str, Text(_("姓名"), link="ref")]
    home: A[str, Text(_("户号"))]
    kind: A[str, KIND]
    period: A[str, PERIOD]
    org_code: str
    village_code: str
    village_name: A[str, VILLAGE_NAME]
    subject: str
    subject_name: str
    payee: str
    payee_name: str
    line: A[int, Whole(_("行号"))]
    tier: A[str, Word(_("等次"))]
    part: A[str, Word(_("项目"), of="part")]
    serial: int
    state: A[str, STATE]
    amount_fen: A[int, replace(AMOUNT, link="ref")]
    paid_fen: A[int, Yuan(_("已收付"), None)]
    open_fen: A[int, Yuan(_("未收付"), None)]
    payable: bool
    outcome: dict[str, Any]
    held_fen: int = 0

    @property
    def free_fen(self) -> int:
        """What may move now of what is open."""
        return rules.payable_fen(self.open_fen, self.held_fen)

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        """By which day how much is due, where it is due in parts."""
        return instalments(self.outcome, self.amount_fen, self.amount_fen - self.open_fen)


@dataclass(frozen=True)
class LinesPage:
    """A page of lines with the totals of the whole list, not of the page."""

    rows: tuple[LineRow, ...]
    total: int
    amount_fen: A[int, AMOUNT]
    limit: int
    offset: int
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class PayList:
    """What of a run is paid in one act (整单), by pages of rows; all else is of the whole list.

    `found` counts what was searched for; `open_fen` has every line; `waits` names those that cannot be paid
    on the day, and why; `contrary_fen` is what lines against the list's direction come to; `held_fen` what
    of so many lines waits for answers to objections; `seen` is the mark it was read at.
    """

    rows: tuple[LineRow, ...]
    found: int
    open_fen: dict[int, int]
    waits: dict[int, Reason]
    contrary: int
    contrary_fen: int
    held: int
    held_fen: int
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
    """Money that moved or failed to for a line. `receipt` is "2026-000012" or ''.

    `undoes` is the payment that a contrary row undoes, `undone_by` the row that undid this one.
    """

    payment: int
    ref: str
    happened_on: A[date, Day(_("收付日期"))]
    line: int
    line_ref: str
    payee: str
    name: A[str, Text(_("姓名"), link="line_ref")]
    kind: A[str, KIND]
    period: A[str, PERIOD]
    state: A[str, Choice(_("结果"), RESULTS)]
    money_account: A[str, Choice(_("方式"), ACCOUNTS)]
    receipt: A[str, Text(_("收据号"), link="ref")]
    bank_ref: A[str, Text(_("回单号"))]
    failure: A[str, Text(_("没办成的原因"))]
    on: date
    by: str
    by_name: A[str, Text(_("登记人"))]
    entry: str
    amount_fen: A[int, replace(AMOUNT, link="line_ref")]
    org_code: str
    village_code: str
    undoes: A[str, Ref(_("撤销的一笔"))] = ""
    undone_by: A[str, Ref(_("由哪一笔撤销"))] = ""

    @property
    def stands(self) -> bool:
        """Whether what it says still holds: money moved or was set off, and nothing undid it."""
        return self.state in ("paid", "offset") and not self.undone_by


@dataclass(frozen=True)
class PaymentsPage:
    """A page of payments with what was paid of the whole list; what failed moved nothing."""

    rows: tuple[PaymentRow, ...]
    total: int
    amount_fen: A[int, AMOUNT]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class PayListRow:
    """One list of payments as it was handed in (收付清单)."""

    ref: str
    key: A[str, Word(_("清单号"), of="paylist", link="entry")]
    entry: str
    org_code: str
    org_name: A[str, ORG_NAME]
    on: A[date, Day(_("登记日"))]
    by: str
    by_name: A[str, Text(_("登记人"))]
    count: A[int, Whole(_("笔数"))]
    failed: A[int, Whole(_("没办成"))]
    total_fen: A[int, Yuan(_("合计"), None)]


@dataclass(frozen=True)
class PayListsPage:
    """A page of lists of payments, newest first."""

    rows: tuple[PayListRow, ...]
    total: int
    hidden: tuple[str, ...] = ()


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
class LineSum:
    """What one line comes to, without its names: what is added up needs none (行的金额)."""

    ref: str
    subject: str
    payee: str
    part: str
    amount_fen: int
    paid_fen: int
    payable: bool


@dataclass(frozen=True)
class LineTold:
    """Why a line is what it is, and the last day money moved for it (依据和到账日)."""

    reasons: tuple[Reason, ...]
    paid_on: date | None


@dataclass(frozen=True)
class ArrearsRow:
    """What a village still owes or is owed of one kind (欠缴、欠付)."""

    org_code: str
    org_name: A[str, ORG_NAME]
    village_code: str
    village_name: A[str, VILLAGE_NAME]
    kind: A[str, KIND]
    period: A[str, PERIOD]
    lines: A[int, Whole(_("行数"))]
    open_lines: A[int, Whole(_("未结行数"))]
    due_fen: A[int, Yuan(_("应收付"), None)]
    paid_fen: A[int, Yuan(_("已收付"), None)]
    open_fen: A[int, Yuan(_("未收付"), None)]


@dataclass(frozen=True)
class HeldRow:
    """What of somebody's own line waits for the answer to an objection (因异议搁置).

    `objection` is the viewer's own, where one of those that hold it is; `answer` is open or upheld.
    """

    line: int
    ref: A[str, Ref(_("哪一行"))]
    kind: A[str, KIND]
    period: A[str, PERIOD]
    direction: str
    amount_fen: A[int, AMOUNT]
    held_fen: A[int, Yuan(_("搁置"))]
    said_on: A[date, Day(_("提出日"))]
    answer: A[str, Choice(_("答复"), ANSWERS)]
    objection: A[str, Ref(_("异议"))] = ""


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
