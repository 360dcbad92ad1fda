"""Lines, bills and money (结算行、账单、收付、欠款)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.page_cache import kept
from liancun.base.request_cache import once
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Span, Whole, _
from liancun.rooms.notices.queries import notice, notice_of
from liancun.rooms.settlement import facts, gateways, holds, rules
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import LineEvent, Payment, Run, RunEvent, RunLine
from liancun.rooms.settlement.queries.pages import (
    LineDetail,
    LineRow,
    LinesPage,
    LineSum,
    LineTold,
    PartSum,
)
from liancun.rooms.settlement.queries.payments import payment_rows, told
from liancun.rooms.settlement.queries.runs import run_detail, step_rows
from liancun.rooms.settlement.queries.scope import BIGGEST, PAGE, lines_in_reach, own_lines

SLICE = 500
"""Lines named and summed at a time."""


def lines_page(
    viewer: Viewer,
    run_id: int,
    *,
    state: Literal["", "held", "open", "cancelled"] = "",
    subjects: Iterable[str] | None = None,
    village_code: str = "",
    sort: Literal["", "amount_fen", "-amount_fen"] = "",
    limit: int = PAGE,
    offset: int = 0,
) -> LinesPage:
    """The lines of a run in reach, in order; `state` "open" those not fully settled.

    Refuses, as if it did not exist, a run without a line in reach.
    """
    rows = every = lines_in_reach(viewer).filter(run_id=run_id)
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    if village_code:
        rows = rows.filter(village_code=village_code)
    found = page_of_lines(viewer, _in_state(rows, state), limit, offset, sort)
    if not found.total and not every.exists():
        run_detail(viewer, run_id)
    return found


@kept
def line_sums(viewer: Viewer, org_code: str, run_id: int) -> tuple[LineSum, ...]:
    """What every line in reach of an organisation's run comes to, in order; the cancelled ones left out.

    Refuses, as if it did not exist, a run without a line in reach.
    """
    whole = viewer.sees(org_code) and not viewer.village_codes
    rows = RunLine.objects.all() if whole else lines_in_reach(viewer)
    rows = rows.filter(org_code=org_code, run_id=run_id).order_by("id")
    told = ("pk", "subject", "payee", "part", "amount_fen", "paid_fen", "payable")
    found = list(_shown(rows).values_list("run_state", "own_state", "serial", *told))
    if not found:
        run_detail(viewer, run_id)
    return tuple(
        LineSum(f"line:{number}", *rest)
        for run_state, own, serial, number, *rest in found
        if rules.line_state(run_state, own, replacement=serial > 0) != rules.CANCELLED
    )


def _in_state(rows: QuerySet[RunLine], state: str) -> QuerySet[RunLine]:
    """Of these lines, those that stand apart in a state; "open" those that are posted and not settled."""
    if state == "open":
        found: QuerySet[RunLine] = facts.unsettled(facts.postable(rows))
        return found
    if state:
        own = LineEvent.objects.filter(line=OuterRef("pk")).order_by("-serial").values("state")
        waits = Q(pk__in=_waiting(rows)) if state == rules.HELD else Q(pk__in=[])
        return rows.annotate(apart=Subquery(own[:1])).filter(Q(apart=state) | waits)
    return rows


def _waiting(rows: QuerySet[RunLine]) -> list[int]:
    """Of these lines, those that are posted and of which something open waits for an answer."""
    runs = set(rows.order_by().values_list("run", flat=True).distinct())
    posted = facts.unsettled(facts.postable(rows.filter(pk__in=list(holds.holds_of(runs)))))
    return list(posted.values_list("pk", flat=True))


APART = (("open", _("未结")), ("held", _("搁置")), ("cancelled", _("已取消")))
"""Lines that one looks for."""


@listed(
    "settlement.lines",
    title=_("结算明细"),
    sorts=("amount_fen", "period"),
    path="runs/{run_id}/lines",
    reach=True,
    empty=_("没有这样的行"),
    amount="amount_fen",
)
def line_list(
    viewer: Viewer,
    org_code: str = "",
    *,
    run_id: A[int, Whole(_("结算单编号"), 1, BIGGEST)] = 0,
    kind: A[str, Choice(_("类别"), "settlement.kinds")] = "",
    period: A[str, Span(_("期间"))] = "",
    who: A[str, Choice(_("户或人"), "settlement.subjects", open=True)] = "",
    village_code: A[str, Choice(_("村"), "registry.villages")] = "",
    state: A[str, Choice(_("只看"), APART)] = "",
    sort: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> LinesPage:
    """The lines in reach, of one run or of all, in order.

    Refuses, as if it did not exist, a run without a line in reach.
    """
    wanted = {
        "org_code": org_code,
        "run_id": run_id,
        "run__kind": kind,
        "run__period": period,
        "village_code": village_code,
    }
    every = lines_in_reach(viewer)
    rows = every.filter(**{name: value for name, value in wanted.items() if value})
    if who:
        rows = rows.filter(Q(subject=who) | Q(payee=who))
    found = page_of_lines(viewer, _in_state(rows, state), limit, offset, sort)
    if run_id and not found.total and not every.filter(run_id=run_id).exists():
        run_detail(viewer, run_id)
    return replace(found, hidden=("kind", "period") if run_id else ())


def paid_in(viewer: Viewer, run_id: int, *, village_code: str = "") -> int:
    """What was settled of a run's lines in reach, of one village or all, in fen."""
    rows = lines_in_reach(viewer).filter(run_id=run_id)
    if village_code:
        rows = rows.filter(village_code=village_code)
    moved = Payment.objects.filter(line__in=rows.values("pk")).exclude(state=Payment.State.FAILED)
    return int(moved.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def page_of_lines(
    viewer: Viewer, rows: QuerySet[RunLine], limit: int, offset: int, sort: str = "", first: str = "id"
) -> LinesPage:
    """A page of lines with the totals of them all, in an order of their own or by what comes `first`."""
    shown = _shown(rows).order_by(*filter(None, [sort]), *first.split())
    page = list(shown[offset : offset + limit])
    if not offset and len(page) < limit:  # all of them: their sum needs no further question
        sums = {"n": len(page), "fen": sum(line.amount_fen for line in page)}
    else:
        sums = rows.order_by().aggregate(n=Count("pk"), fen=Sum("amount_fen"))
    return LinesPage(tuple(_named(viewer, page)), sums["n"], sums["fen"] or 0, limit, offset)


def _shown(rows: QuerySet[RunLine]) -> QuerySet[RunLine]:
    """The lines with what a row shows of their run, their own state and what was settled, in one question.

    What they rest on is left unread.
    """
    run = RunEvent.objects.filter(run=OuterRef("run")).order_by("-serial").values("state")
    own = LineEvent.objects.filter(line=OuterRef("pk")).order_by("-serial").values("state")
    return rows.annotate(
        kind=F("run__kind"),
        period=F("run__period"),
        run_state=Subquery(run[:1]),
        own_state=Coalesce(Subquery(own[:1]), Value("")),
        paid_fen=facts.settled_fen(),
    ).defer(*facts.REASONS)


def _named(viewer: Viewer, lines: Sequence[Any]) -> list[LineRow]:
    """Lines of `_shown` as rows, with the names of who they are for."""
    codes = {code for line in lines for code in (line.subject, line.payee)}
    names, homes = gateways.called(viewer, codes)
    return _line_rows(lines, names, gateways.village_names(), homes)


def named_lines(viewer: Viewer, rows: QuerySet[RunLine]) -> list[LineRow]:
    """Lines that a caller has found to be in reach, as rows."""
    return _named(viewer, list(_shown(rows)))


def _line_rows(
    lines: Sequence[Any],
    names: Mapping[str, str],
    villages: Mapping[str, str],
    homes: frozenset[str] = frozenset(),
) -> list[LineRow]:
    found = []
    held = holds.holds_of({line.run_id for line in lines})
    for line in lines:
        state = rules.line_state(line.run_state, line.own_state, replacement=line.serial > 0)
        owing = state in (rules.POSTED, rules.REVERSED) and line.payable
        open_fen = line.amount_fen - line.paid_fen if owing else 0
        held_fen = min(held.get(line.pk, 0), abs(open_fen))
        found.append(
            LineRow(
                line=line.pk,
                ref=f"line:{line.pk}",
                run=line.run_id,
                name=names.get(line.subject) or names.get(line.payee, ""),
                home=line.subject if line.subject in homes else "",
                kind=line.kind,
                period=line.period,
                org_code=line.org_code,
                village_code=line.village_code,
                village_name=villages.get(line.village_code, ""),
                subject=line.subject,
                subject_name=names.get(line.subject, ""),
                payee=line.payee,
                payee_name=names.get(line.payee, ""),
                tier=str(line.outcome.get("tier", "")),
                part=line.part,
                serial=line.serial,
                state=rules.HELD if held_fen and held_fen == abs(open_fen) else state,
                amount_fen=line.amount_fen,
                paid_fen=line.paid_fen,
                open_fen=open_fen,
                payable=line.payable,
                outcome=line.outcome,
                held_fen=held_fen,
            )
        )
    return found


def line_detail(viewer: Viewer, line_id: int) -> LineDetail:
    """One line with what it was ruled on, why, and what became of it."""
    line = line_in_reach(viewer, line_id)
    return LineDetail(
        row=_named(viewer, [line])[0],
        facts=line.facts,
        reasons=facts.as_line(line).reasons,
        digest=line.digest,
        run_ref=f"run:{line.run_id}",
        replaces=f"line:{line.replaces_id}" if line.replaces_id else "",
        replaced_by=f"line:{line.newer}" if line.newer else "",
        first_run=f"run:{line.first_run_id}" if line.first_run_id else "",
        watermark=line.watermark or line.run.watermark,
        steps=step_rows(viewer, LineEvent.objects.filter(line=line).order_by("serial")),
        payments=payment_rows(viewer, told().filter(line=line).order_by("id")),
    )


@once
def line_in_reach(viewer: Viewer, line_id: int) -> Any:
    """One line whole, with its run and the run it sets right; refuses, as not found, one out of reach."""
    again = RunLine.objects.filter(replaces=OuterRef("pk")).values("pk")
    shown = _shown(lines_in_reach(viewer)).defer(None).annotate(newer=Subquery(again[:1]))
    line = shown.select_related("run", "first_run").filter(pk=line_id).first()
    if not line:
        raise Refusal("viewer.not_found")
    return line


def to_set_right(line_id: int) -> bool:
    """Whether an upheld objection asks a posted line to be worked out anew, or once more."""
    line = last = RunLine.objects.select_related("run").get(pk=line_id)
    while newer := RunLine.objects.filter(replaces=last).first():
        last = newer
    return holds.is_unmet(line.run, holds.published_of(line), last.mark)


def lines_told(viewer: Viewer, line_ids: Iterable[int]) -> dict[int, LineTold]:
    """Line -> why and when paid, for many lines at once; those out of reach are absent."""
    rows = {row.pk: row for row in lines_in_reach(viewer).filter(pk__in=list(line_ids))}
    offsets = Payment.objects.filter(line__in=list(rows), state=Payment.State.OFFSET)
    moved = facts.standing_payments().filter(line__in=list(rows)) | offsets
    days: dict[int, date] = {}
    for pk, day in moved.order_by("happened_on").values_list("line", "happened_on"):
        days[pk] = day
    return {pk: LineTold(facts.as_line(row).reasons, days.get(pk)) for pk, row in rows.items()}


def part_sums(viewer: Viewer, run_id: int) -> tuple[PartSum, ...]:
    """What each subject's parts of a run come to, of the lines in reach that were not cancelled."""
    rows: Any = _shown(lines_in_reach(viewer).filter(run_id=run_id)).order_by()
    sums = (
        rows.exclude(own_state=rules.CANCELLED)
        .values_list("subject", "part", "village_code")
        .annotate(Sum("amount_fen"), Sum("paid_fen"))
    )
    return tuple(PartSum(*row) for row in sorted(sums))


def bills(
    viewer: Viewer,
    *,
    subject: str = "",
    payee: str = "",
    kind: str = "",
    direction: Literal["", "pay", "collect"] = "",
    open_only: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> LinesPage:
    """Posted lines of a household or a person over all runs, newest first (账单、应得款)."""
    rows = facts.postable(lines_in_reach(viewer).filter(_subject(subject, payee)))
    if kind:
        rows = rows.filter(run__kind=kind)
    if direction:
        rows = rows.filter(run__kind__in=[each.name for each in all_kinds() if each.direction == direction])
    rows = facts.unsettled(rows) if open_only else rows
    return page_of_lines(viewer, rows, limit, offset, first="-id")


def own_newest(
    viewer: Viewer, *, on: date, got: int, published: int = 12
) -> tuple[tuple[LineRow, ...], tuple[LineRow, ...]]:
    """The newest of the viewer's own `bills` that are paid to them, and their lines of lists that lie open.

    Open is a list whose days to object have begun and are not over. No names or places, no totals.
    """
    if not viewer.party:
        return (), ()
    pays = [each.name for each in all_kinds() if each.direction == "pay"]
    paid = facts.postable(lines_in_reach(viewer).filter(gateways.comes_to(viewer), run__kind__in=pays))
    runs = facts.with_state(Run.objects.all()).filter(state=rules.PUBLISHED)
    mine = RunLine.objects.filter(own_lines(viewer), run__in=runs.values("pk"), serial=0)
    first = [
        RunLine.objects.filter(pk__in=rows.order_by("-id").values("pk")[:limit]).values("pk")
        for rows, limit in ((paid, got), (mine, published))
    ]
    every: Any = _shown(RunLine.objects.filter(pk__in=first[0].union(first[1])))
    rows = list(every.order_by("-id"))
    lie_open = [row for row in rows if row.run_state == rules.PUBLISHED]
    days = gateways.windows({row.run_id for row in lie_open}) if lie_open else {}
    shown = [row for row in lie_open if (span := days.get(row.run_id)) and span.holds(on)]
    posted = [row for row in rows if row.run_state != rules.PUBLISHED]
    return tuple(_line_rows(posted, {}, {})), tuple(_line_rows(shown, {}, {}))


def published_lines(viewer: Viewer, run_id: int, *, limit: int = PAGE, offset: int = 0) -> LinesPage:
    """A published list as the board shows it to this viewer; refuses lines that are not open to them."""
    number = notice_of([f"run:{run_id}"]).get(f"run:{run_id}")
    if number is None or not notice(viewer, number, on=clock.today()).lines_open:
        raise Refusal("viewer.not_found")
    rows = RunLine.objects.filter(run_id=run_id, serial=0)
    return page_of_lines(viewer, rows, limit, offset, first="village_code id")


def open_lines(viewer: Viewer, org_code: str, *, kind: str = "") -> Iterator[LineRow]:
    """Every posted line of an organisation that is not settled, oldest first: a paying list."""
    rows = facts.unsettled(facts.postable(lines_in_reach(viewer).filter(org_code=org_code))).order_by("id")
    rows = rows.filter(run__kind=kind) if kind else rows
    found = list(_shown(rows))
    for start in range(0, len(found), SLICE):
        yield from _named(viewer, found[start : start + SLICE])


def open_by_payee(viewer: Viewer, run_id: int) -> dict[str, int]:
    """Payee -> what a run's posted lines still have to pay them now, less what they have to give back."""
    rows: Any = facts.unsettled(facts.postable(lines_in_reach(viewer).filter(run_id=run_id))).order_by()
    found: dict[str, int] = {}
    held = holds.holds_of([run_id])
    for row in rows.only("payee", "amount_fen"):
        free_fen = rules.payable_fen(row.amount_fen - row.settled_fen, held.get(row.pk, 0))
        found[row.payee] = found.get(row.payee, 0) + free_fen
    return found


def _subject(subject: str, payee: str) -> Q:
    asked = Q()
    if subject:
        asked &= Q(subject=subject)
    if payee:
        asked &= Q(payee=payee)
    return asked
