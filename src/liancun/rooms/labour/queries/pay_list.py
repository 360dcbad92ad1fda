"""The pay list of a month (工资表): what 保障农民工工资支付条例 (2019) 第十五条 asks a list to say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.permits import must_permit, permitted
from liancun.base.viewer import Viewer
from liancun.kernel.fields import (
    A,
    Choice,
    Day,
    Hours,
    IdNumber,
    Kilos,
    Month,
    Phone,
    Rows,
    Text,
    Thousandths,
    Whole,
    WorkDays,
    Yuan,
    _,
)
from liancun.rooms.labour.queries.orders import month_of
from liancun.rooms.labour.queries.pay import (
    SEE,
    SEE_SECTION,
    live_run,
    may_see,
    month_due,
    pay_terms,
    sees_numbers,
    slip_ref,
)
from liancun.rooms.labour.rules import WITHHELD
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.identities import identities
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries.columns import STATE
from liancun.rooms.settlement.queries.pages import LineRow, PartSum, PaymentRow, RunRow

LINES_MOST = 100_000
SLICE = 500
"""Workers whose lines are read at a time."""
SUPPLEMENT = "supplement:"


What = Literal["day", "hour", "kilo", "piece", "late", "refund", "tax", "back"]
ITEMS = (
    ("day", _("按天")),
    ("hour", _("按小时")),
    ("kilo", _("计件")),
    ("piece", _("计件")),
    ("late", _("补发")),
    ("refund", _("退还代扣")),
    ("tax", _("代扣税款")),
    ("back", _("扣回")),
)


@dataclass(frozen=True)
class PayItem:
    """One item of pay or of deductions (应发、扣除项目). `month` only where an earlier one is set right.

    day, hour    work by the day, by the hour; `quantity` hundredths of it
    kilo, piece  piece work; `quantity` grams, or thousandths of a `unit`
    late, back   paid late for an earlier month (补发), taken back for one (扣回)
    tax, refund  withheld, and withheld too much before
    """

    what: A[What, Choice("", ITEMS)]
    month: A[str, Month("")]
    amount_fen: A[int, Yuan("")]
    quantity: int = 0
    unit: A[str, Text("")] = ""


@dataclass(frozen=True)
class Pieces:
    """How many pieces of one unit (计件)."""

    milli: A[int, Thousandths("")]
    unit: A[str, Text("")]


DUE, DEDUCTED, NET = Yuan(_("应发")), Yuan(_("扣除")), Yuan(_("实发"))


@dataclass(frozen=True)
class PayRow:
    """A worker's line of the pay list (工资表行): the items that the wage regulation asks for (art. 15).

    `dates` on which the worker worked this month, two jobs on one day once; of it `hundredths` of days by
    the day, `hour_hundredths` by the hour, `picked_g` by the kilo, `pieces` by their units. `due_fen` is the
    sum of `items`, `deducted_fen` of `deductions`; `proof` the bank's or cash receipt.
    """

    party: str
    name: A[str, Text(_("姓名"), link="ref")]
    id_number: A[str, IdNumber(_("身份证号"))]
    phone: A[str, Phone(_("电话"))]
    payee: str
    payee_name: A[str, Text(_("领款人"))]
    village_code: str
    dates: A[int, Whole(_("出勤天数"))]
    hundredths: A[int, WorkDays(_("按天"))]
    hour_hundredths: A[int, Hours(_("按小时"))]
    picked_g: A[int, Kilos(_("计件"))]
    pieces: A[tuple[Pieces, ...], Rows(_("计件件数"))]
    items: A[tuple[PayItem, ...], Rows(_("应发项目"))]
    due_fen: A[int, DUE]
    deductions: A[tuple[PayItem, ...], Rows(_("扣除项目"))]
    deducted_fen: A[int, DEDUCTED]
    paid_fen: int
    paid_on: A[date | None, Day(_("支付日"))]
    proof: A[str, Text(_("回单"))]
    state: A[str, STATE]
    net_fen: A[int, NET]
    ref: str


@dataclass(frozen=True)
class PayList:
    """A month's pay list (工资表). Sums are of all rows in reach, not of the page.

    `numbers` False is a section's view: its own village's people, without ID numbers and phones.
    """

    org_code: str
    employer: str
    month: str
    run: str
    state: str
    pay_day: date
    total: int
    due_fen: A[int, DUE]
    deducted_fen: A[int, DEDUCTED]
    net_fen: A[int, NET]
    paid_fen: A[int, Yuan(_("已付"))]
    clause: str
    digest: str
    numbers: bool
    rows: tuple[PayRow, ...]

    @property
    def hidden(self) -> tuple[str, ...]:
        """The columns that a section does not read, and who was paid where nobody took another's pay."""
        numbers = () if self.numbers else ("id_number", "phone")
        others = () if any(row.payee != row.party for row in self.rows) else ("payee_name",)
        unworked = (
            name for name in ("hour_hundredths", "pieces") if not any(getattr(row, name) for row in self.rows)
        )
        return (*numbers, *others, *unworked)


@listed(
    "labour.pay",
    title=_("工资表"),
    path="pay-lists/{month}",
    command="pay-list",
    empty=_("这个月还没有工资表:在“结算”里草拟"),
)
def pay_list(
    viewer: Viewer,
    org_code: str,
    month: A[str, Month(_("月份"), help=_("不写是该发的那个月"))] = "",
    *,
    limit: int = 50,
    offset: int = 0,
    whole: bool = False,
) -> PayList:
    """A month's pay list by worker, or of the month that is due; ID numbers masked, none for a section.

    Refuses whoever has no business with it.

    `whole` gives the numbers unmasked: for the file alone, which `actions.print_pay_list` makes.
    """
    viewer.must_see(org_code)
    numbers = sees_numbers(viewer, org_code)
    if not may_see(viewer, org_code):
        must_permit(viewer, SEE, org_code)
    period = month_of(month or month_due(org_code, on=clock.today()))
    terms, run = pay_terms(org_code, period), live_run(viewer, org_code, str(period))
    every = _sums(viewer, org_code, run, numbers)
    people = sorted({each.subject for each in every})
    shown = people[offset : offset + limit]
    by_party, moved = _lines_by_party(viewer, run, shown)
    known = identities(viewer, shown, whole=whole) if numbers else {}
    due_fen, deducted_fen = _totals(every)
    return PayList(
        org_code=org_code,
        employer=registry.org_name(org_code),
        month=str(period),
        run=run.ref if run else "",
        state=run.state if run else "",
        pay_day=terms.due_on(period),
        total=len(people),
        due_fen=due_fen,
        deducted_fen=deducted_fen,
        net_fen=due_fen - deducted_fen,
        paid_fen=sum(each.paid_fen for each in every),
        clause=terms.clause,
        digest=settlement.run_detail(viewer, run.run).digest if run and whole else "",
        numbers=numbers,
        rows=tuple(
            _pay_row(party, by_party[party], known, moved, slip_ref(org_code, party, str(period)))
            for party in shown
        ),
    )


def _sums(viewer: Viewer, org_code: str, run: RunRow | None, numbers: bool) -> list[PartSum]:
    """What each worker's parts come to, of the people whose pay the viewer sees."""
    every = settlement.part_sums(viewer, run.run) if run else ()
    own = {
        village: numbers or permitted(viewer, SEE_SECTION, org_code, village)
        for village in {each.village_code for each in every}
    }
    return [each for each in every if own[each.village_code]]


def _totals(every: Iterable[PartSum]) -> tuple[int, int]:
    """(due, deducted) of all workers, as their items would add up."""
    due_fen = deducted_fen = 0
    by_party: dict[str, list[PartSum]] = {}
    for each in every:
        by_party.setdefault(each.subject, []).append(each)
    for parts in by_party.values():
        for (month, _part), (gross_fen, tax_fen, _outcome) in _by_part(parts).items():
            back_fen = -gross_fen if month and gross_fen < 0 else 0
            due_fen += gross_fen + back_fen + max(0, -tax_fen)
            deducted_fen += back_fen + max(0, tax_fen)
    return due_fen, deducted_fen


def _lines_by_party(
    viewer: Viewer, run: RunRow | None, parties: Sequence[str]
) -> tuple[dict[str, list[LineRow]], dict[int, tuple[PaymentRow, ...]]]:
    """(worker -> lines, line -> payments) of some workers; cancelled lines are left out."""
    found: dict[str, list[LineRow]] = {}
    moved: dict[int, tuple[PaymentRow, ...]] = {}
    if run is None:
        return found, moved
    for start in range(0, len(parties), SLICE):
        some = parties[start : start + SLICE]
        lines = settlement.lines_page(viewer, run.run, subjects=some, limit=LINES_MOST).rows
        moved |= settlement.payments_of(viewer, [line.line for line in lines])
        for line in lines:
            if line.state != "cancelled":
                found.setdefault(line.subject, []).append(line)
    return found, moved


def _taken(item: PayItem) -> bool:
    """Whether an item is a deduction."""
    return item.what in ("tax", "back")


def _items(lines: Sequence[LineRow]) -> tuple[PayItem, ...]:
    """What a worker's lines come to by item, this month's first, then by the month they set right."""
    sums: dict[tuple[str, str, str], int] = {}
    quantities: dict[tuple[str, str], int] = {}

    def add(what: str, month: str, fen: int, unit: str = "", quantity: int = 0) -> None:
        if fen:
            sums[what, month, unit] = sums.get((what, month, unit), 0) + fen
        if quantity:
            quantities[what, unit] = quantities.get((what, unit), 0) + quantity

    for (month, _part), (gross_fen, tax_fen, outcome) in _by_part(lines).items():
        if month:
            add("late" if gross_fen > 0 else "back", month, abs(gross_fen))
        else:
            for what, name in (("day", "hundredths"), ("hour", "hour_hundredths"), ("kilo", "picked_g")):
                add(what, "", int(outcome.get(f"{what}_fen", 0)), "", int(outcome.get(name, 0)))
            counted = (outcome.get(name, ()) for name in ("piece_units", "piece_fen", "piece_milli"))
            for unit, fen, milli in zip(*counted, strict=True):
                add("piece", "", fen, unit, milli)
        add("tax" if tax_fen > 0 else "refund", month, abs(tax_fen))
    order: tuple[What, ...] = get_args(What)
    return tuple(
        PayItem(what, month, sums[what, month, unit], quantities.get((what, unit), 0), unit)
        for what in order
        for month, unit in sorted((month, unit) for known, month, unit in sums if known == what)
    )


def _by_part(
    lines: Sequence[LineRow] | Sequence[PartSum],
) -> dict[tuple[str, str], tuple[int, int, Mapping[str, Any]]]:
    """(month set right or '', part) -> gross, tax in it, what the rule said; a tax line is its part's."""
    found: dict[tuple[str, str], tuple[int, int, Mapping[str, Any]]] = {}
    for line in lines:
        month, part = "", line.part
        if part.startswith(SUPPLEMENT):
            month, _slash, part = part.removeprefix(SUPPLEMENT).partition("/")
        withheld = part.startswith(WITHHELD)
        gross_fen, tax_fen, _outcome = found.get((month, part.removeprefix(WITHHELD)), (0, 0, {}))
        found[month, part.removeprefix(WITHHELD)] = (
            gross_fen + line.amount_fen,
            tax_fen + (line.amount_fen if withheld else 0),
            {} if isinstance(line, PartSum) else line.outcome,
        )
    return found


def _pay_row(
    party: str,
    lines: Sequence[LineRow],
    known: Mapping[str, object],
    moved: Mapping[int, tuple[PaymentRow, ...]],
    ref: str,
) -> PayRow:
    identity, items = known.get(party), _items(lines)
    due_fen = sum(each.amount_fen for each in items if not _taken(each))
    deducted_fen = sum(each.amount_fen for each in items if _taken(each))
    paid_fen = sum(line.paid_fen for line in lines)
    paid = [each for line in lines for each in moved.get(line.line, ()) if each.stands]
    paid = paid if paid_fen > 0 else []  # what was paid back, or in and out, is no day of pay
    open_states = sorted({line.state for line in lines if line.payable})
    first = lines[0]
    return PayRow(
        party=party,
        name=getattr(identity, "name", first.subject_name),
        id_number=getattr(identity, "id_number", ""),
        phone=getattr(identity, "phone", ""),
        payee=first.payee,
        payee_name=first.payee_name,
        village_code=first.village_code,
        dates=max(
            (int(line.outcome.get("dates", 0)) for line in lines if not line.part.startswith(SUPPLEMENT)),
            default=0,
        ),
        hundredths=sum(each.quantity for each in items if each.what == "day"),
        hour_hundredths=sum(each.quantity for each in items if each.what == "hour"),
        pieces=tuple(Pieces(each.quantity, each.unit) for each in items if each.what == "piece"),
        picked_g=sum(each.quantity for each in items if each.what == "kilo"),
        items=tuple(each for each in items if not _taken(each)),
        deductions=tuple(each for each in items if _taken(each)),
        due_fen=due_fen,
        deducted_fen=deducted_fen,
        net_fen=due_fen - deducted_fen,
        paid_fen=paid_fen,
        paid_on=max((each.happened_on for each in paid), default=None),
        ref=ref,
        proof="、".join(dict.fromkeys(each.bank_ref or each.receipt for each in paid)),
        state="held" if "held" in open_states else (open_states[-1] if open_states else first.state),
    )
