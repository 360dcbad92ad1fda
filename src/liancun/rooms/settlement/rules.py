"""The life of a run, as a rule (结算的流程): who may do what next, what a line's state is, what is owed.

「事实逐行冻结 → 规则 → 草拟 → 复核 → 公示 → 确认 → 记账 → 收付」. Pure: facts of the run in, answers out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Flag, Many, Rows, Whole, Word, _
from liancun.kernel.rulings import EntryLine, Line
from liancun.rooms.registry.fields import BODY, POST

DRAFTED: Final = "drafted"
CHECKED: Final = "checked"
PUBLISHED: Final = "published"
CONFIRMED: Final = "confirmed"
POSTED: Final = "posted"
WITHDRAWN: Final = "withdrawn"
REVERSED: Final = "reversed"
HELD: Final = "held"
CANCELLED: Final = "cancelled"

SENT_BACK: Final = _("银行退回")
PUT_RIGHT: Final = _("更正误记")
"""What an undone payment is called, in the book as on the pages."""

ENDED: Final = frozenset({WITHDRAWN, REVERSED})
"""A run in one of these no longer stands for its period: another may be drafted."""

NEXT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({DRAFTED}),
    DRAFTED: frozenset({CHECKED, WITHDRAWN}),
    CHECKED: frozenset({PUBLISHED, WITHDRAWN}),
    PUBLISHED: frozenset({CONFIRMED, WITHDRAWN}),
    CONFIRMED: frozenset({POSTED, WITHDRAWN}),
    POSTED: frozenset({REVERSED}),
    WITHDRAWN: frozenset(),
    REVERSED: frozenset(),
}
"""What may follow each state of a run. A reversal is not published: see `must_follow`."""

LINE_NEXT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({HELD, CANCELLED, DRAFTED}),
    DRAFTED: frozenset({CHECKED, CANCELLED}),
    CHECKED: frozenset({CONFIRMED, CANCELLED}),
    HELD: frozenset({CONFIRMED, CANCELLED}),
    CONFIRMED: frozenset({POSTED}),
    POSTED: frozenset(),
    CANCELLED: frozenset(),
}
"""What may follow each event of a line of its own; '' is a line that so far went with its run."""

_STEP_REFUSALS: Final[Mapping[str, str]] = {
    CHECKED: "settlement.not_drafted",
    PUBLISHED: "settlement.not_checked",
    CONFIRMED: "settlement.not_published",
    POSTED: "settlement.not_confirmed",
    WITHDRAWN: "settlement.too_late_to_withdraw",
    REVERSED: "settlement.not_posted",
}


PLACE: Final = Choice(_("任职单位"), "registry.post_places")
CIRCLES: Final = (("paper", _("纸质公示栏")), ("members", _("成员登录后")), ("web", _("公开网")))
SHOWN_IN: Final = Many(_("公示范围"), each=Choice(_("范围"), CIRCLES))
BODIES: Final = Many(_("表决机构(任一)"), each=BODY)
"""Written with | between them."""
LATE_FACTS: Final = (("supplement", _("下一次补发扣回")), ("reverse", _("撤销重算")))


@dataclass(frozen=True)
class RunLife:
    """Who does what to one kind of money, and how long it lies open (结算办法): decision `runs/<kind>`.

    title            what the list is called (公示清单名称), "2025年度卫生积分与清运费"
    makes .. pays    posts and where each must be held, as in base.permits.Permits
    books            who enters it into the book (记账); left out: those who make
    objection_days   days the list lies open from the recorded paper posting (公示期)
    circles          where it is shown: paper 纸质公示栏, members 成员登录后, web 公开网
    expires_days     days after which the published list is taken down
    papers_days      days between laying the papers out and the meeting (合作社法第四十条: 15)
    resolution_body  the body whose passed resolution the confirmation needs, or ''
    late_facts       supplement: the next run of the kind sets right; reverse: a shared pot is undone, redone
    pay_by_days      days after posting by which money should have moved, 0 for none
    accrues          what an objection holds is posted with the list and waits for its payment alone: it was
                     earned (工资已挣得); else a line that waits whole is not posted before its answer
    """

    title: A[str, Word(_("公示标题"))]
    makes: A[Mapping[str, str], Rows(_("制表"), by=POST, of=PLACE)]
    checks: A[Mapping[str, str], Rows(_("复核"), by=POST, of=PLACE)]
    decides: A[Mapping[str, str], Rows(_("确认"), by=POST, of=PLACE)]
    pays: A[Mapping[str, str], Rows(_("收付"), by=POST, of=PLACE)]
    publishes: A[Mapping[str, str], Rows(_("公示"), by=POST, of=PLACE)]
    objection_days: A[int, Whole(_("异议期"), of=_("天"))]
    circles: A[tuple[Literal["paper", "members", "web"], ...], SHOWN_IN]
    expires_days: A[int, Whole(_("公示期"), of=_("天"))]
    clause: str
    books: A[Mapping[str, str], Rows(_("记账"), by=POST, of=PLACE)] = field(default_factory=dict)
    papers_days: A[int, Whole(_("会前备阅"), of=_("天"))] = 0
    resolution_body: A[str, BODIES] = ""
    late_facts: A[Literal["supplement", "reverse"], Choice(_("迟到的事实"), LATE_FACTS)] = "supplement"
    pay_by_days: A[int, Whole(_("收付期限"), of=_("天内"))] = 0
    accrues: A[bool, Flag(_("有异议的也先入账"), yes=_("入账,只缓付"), no=_("答复后入账"))] = False

    FAMILY: ClassVar[str] = "runs/"

    def __post_init__(self) -> None:
        for act in ("makes", "checks", "decides", "pays", "publishes"):
            if not getattr(self, act):
                raise Refusal("settlement.life.nobody", self.clause, act=act)
        for act in ("objection_days", "expires_days", "papers_days", "pay_by_days"):
            if getattr(self, act) < 0:
                raise Refusal("settlement.life.negative_days", self.clause, act=act)
        if self.expires_days < self.objection_days:
            raise Refusal("settlement.life.expires_before_objections", self.clause)
        if self.papers_days and not self.resolution_body:
            raise Refusal("settlement.life.papers_without_body", self.clause)
        if not self.circles:
            raise Refusal("settlement.life.shown_nowhere", self.clause)


def must_follow(state: str, wanted: str, *, clause: str = "", reversal: bool = False) -> None:
    """Refuse a step that may not follow the run's state. A reversal goes from checked to confirmed."""
    if reversal and state == CHECKED and wanted == CONFIRMED:
        return
    if reversal and wanted == PUBLISHED:
        raise Refusal("settlement.reversal_not_published", clause)
    if state == wanted:
        raise Refusal("settlement.already", clause, state=state)
    if state in ENDED:
        raise Refusal("settlement.ended", clause, state=state)
    if wanted not in NEXT.get(state, frozenset()):
        raise Refusal(_STEP_REFUSALS.get(wanted, "settlement.ended"), clause, state=state)


def takes_back(state: str) -> str:
    """Who may withdraw a run in this state: whoever made it; once it is confirmed, whoever decides."""
    return "decides" if state == CONFIRMED else "makes"


def line_state(run_state: str, line_event: str, *, replacement: bool = False) -> str:
    """What state a line is in: its own last event, else its run's; all end with the run."""
    if run_state in ENDED:
        return CANCELLED if line_event == CANCELLED else run_state
    if line_event:
        return line_event
    return DRAFTED if replacement else run_state


def must_differ(role: str, by: Iterable[str], others: Mapping[str, Iterable[str]], clause: str) -> None:
    """Refuse a person who already did another of the three parts: maker, checker and payer differ.

    A person is known by account name and party code; one in common is the same person.
    """
    mine = {name for name in by if name}
    for other, names in others.items():
        if mine & {name for name in names if name}:
            raise Refusal("settlement.same_person", clause, role=role, other=other)


@dataclass(frozen=True)
class Objected:
    """What an objection says of a line: that it is too much, by so many fen or (None) altogether; its state.

    `taken_back`: the line was worked out anew since it was upheld, and the difference is posted.
    """

    too_much: bool
    named_fen: int | None
    state: str
    taken_back: bool = False

    @property
    def holds(self) -> bool:
        """Whether money waits for it: what is missing was not granted, so that nothing of it can wait."""
        waits = self.state == "open" or (self.state == "upheld" and not self.taken_back)
        return self.too_much and waits


def held_fen(amount_fen: int, said: Iterable[Objected]) -> int:
    """How much of a line waits for answers, without its sign: what they name together, at most the line."""
    due = abs(amount_fen)
    return min(due, sum(due if each.named_fen is None else each.named_fen for each in said if each.holds))


def payable_fen(open_fen: int, held: int) -> int:
    """What of an open amount may move now, with its sign."""
    free = max(0, abs(open_fen) - held)
    return free if open_fen > 0 else -free


@dataclass(frozen=True)
class Late:
    """What later facts change for one subject of a posted run (补发或扣回)."""

    period: str
    subject: str
    part: str
    payee: str
    village_code: str
    due_fen: int
    settled_fen: int
    payable: bool = True

    @property
    def difference_fen(self) -> int:
        """Positive: more is due than was settled."""
        return self.due_fen - self.settled_fen


def late_lines(period: str, due: Sequence[Line], settled: Mapping[tuple[str, str], Line]) -> tuple[Late, ...]:
    """Every subject and part of a posted run where what is due now is not what was settled, by subject."""
    now = {(line.subject, line.part): line for line in due}
    found = []
    for key in sorted(now.keys() | settled.keys()):
        line = now.get(key) or settled[key]
        due_fen = now[key].amount_fen if key in now else 0
        settled_fen = settled[key].amount_fen if key in settled else 0
        if due_fen != settled_fen:
            found.append(
                Late(period, *key, line.payee, line.village_code, due_fen, settled_fen, line.payable)
            )
    return tuple(found)


def supplement_part(period: str, part: str) -> str:
    """The part of a line that sets an earlier period right: "supplement:2025-03/pay"."""
    return f"supplement:{period}/{part}"


def original_part(part: str) -> str:
    """The part a supplement belongs to, "pay"; any other part is its own."""
    return part.partition("/")[2] if part.startswith("supplement:") else part


@dataclass(frozen=True)
class Open:
    """What is still unsettled of one posted line: negative is a deduction or a reversal.

    Of a line that is `held`, something waits for the answer to an objection.
    """

    line: int
    payee: str
    account: str
    open_fen: int
    held: bool = False


def offsets(open_lines: Sequence[Open]) -> tuple[tuple[int, int], ...]:
    """Set deductions against what the same person has open on the same account (抵扣).

    Returns (line, fen settled) with the line's own sign; they sum to zero, oldest lines first and
    what an objection holds last: it is not sure to be owed.
    """
    found: list[tuple[int, int]] = []
    groups: dict[tuple[str, str], list[Open]] = {}
    for item in sorted(open_lines, key=lambda item: (item.held, item.line)):
        groups.setdefault((item.payee, item.account), []).append(item)
    for group in groups.values():
        owing = sum(item.open_fen for item in group if item.open_fen > 0)
        deducted = -sum(item.open_fen for item in group if item.open_fen < 0)
        left = {1: min(owing, deducted), -1: min(owing, deducted)}
        for item in group:
            sign = 1 if item.open_fen > 0 else -1
            taken = min(left[sign], abs(item.open_fen))
            if taken:
                left[sign] -= taken
                found.append((item.line, sign * taken))
    assert sum(fen for _line, fen in found) == 0
    return tuple(found)


def must_be_owed(line: str, open_fen: int, amount_fen: int, held: int = 0) -> None:
    """Refuse a payment of nothing, against the line's sign, of more than is open, or of what is held."""
    if not amount_fen:
        raise Refusal("settlement.pay_nothing", line=line)
    if not open_fen:
        raise Refusal("settlement.paid_already", line=line)
    if (amount_fen > 0) != (open_fen > 0) or abs(amount_fen) > abs(open_fen):
        raise Refusal("settlement.pay_too_much", line=line, open_fen=open_fen, amount_fen=amount_fen)
    if abs(amount_fen) > abs(payable_fen(open_fen, held)):
        free_fen = abs(payable_fen(open_fen, held))
        raise Refusal("settlement.part_held", line=line, held_fen=held, free_fen=free_fen)


def swapped(lines: Iterable[EntryLine]) -> tuple[EntryLine, ...]:
    """The same entry with its sides swapped: how a deduction or a reversal is posted."""
    return tuple(EntryLine(line.account, line.credit_fen, line.debit_fen, line.party) for line in lines)


def netted(lines: Iterable[EntryLine]) -> tuple[EntryLine, ...]:
    """The entry with one line per account, party and side, in order of first appearance.

    Sides are not netted against each other: what was owed and what was deducted both stay visible.
    """
    sums: dict[tuple[str, str, bool], int] = {}
    for line in lines:
        key = (line.account, line.party, line.debit_fen > 0)
        sums[key] = sums.get(key, 0) + line.debit_fen + line.credit_fen
    return tuple(
        EntryLine(account, fen, 0, party) if debit else EntryLine(account, 0, fen, party)
        for (account, party, debit), fen in sums.items()
    )


def parted(line: EntryLine, instead: str, sums: Mapping[tuple[str, bool], int]) -> tuple[EntryLine, ...]:
    """A payee's line of an entry, where some of the payee's lines are settled on another account: by account.

    `sums` is what those lines come to by (account, above nil). A line that is not their sum stays whole.
    """
    fen = line.debit_fen + line.credit_fen
    for above in (True, False):
        parts = [(account, sums.get((account, above), 0)) for account in (line.account, instead)]
        if sum(part for _account, part in parts) == fen:
            return tuple(
                EntryLine(account, part, 0, line.party)
                if line.debit_fen
                else EntryLine(account, 0, part, line.party)
                for account, part in parts
                if part
            )
    return (line,)


def payment_entry(
    direction: str, paid: Sequence[tuple[str, str, int]], money_account: str
) -> tuple[EntryLine, ...]:
    """The entry for money that moved: (settle account, party, fen) each against cash or bank.

    pay: DR 221/213 CR 102; collect: DR 102 CR 112/113. A negative amount is money going the other way.
    """
    entry: list[EntryLine] = []
    for account, party, fen in paid:
        debit = (fen > 0) == (direction == "pay")
        amount_fen = abs(fen)
        entry.append(
            EntryLine(account, amount_fen, 0, party) if debit else EntryLine(account, 0, amount_fen, party)
        )
        entry.append(EntryLine(money_account, *((0, amount_fen) if debit else (amount_fen, 0))))
    return netted(entry)


CHARTERS = ()
