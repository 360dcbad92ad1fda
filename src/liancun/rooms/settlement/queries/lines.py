"""Lines, bills and money (结算行、账单、收付、欠款)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.notices.queries import notice, notice_of
from liancun.rooms.settlement import below, facts, rules
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import LineEvent, Payment, RunEvent, RunLine
from liancun.rooms.settlement.queries.pages import (
    ArrearsRow,
    KindSum,
    LineDetail,
    LineRow,
    LinesPage,
    LineTold,
    PartSum,
    PaymentRow,
    VillageSum,
)
from liancun.rooms.settlement.queries.runs import PAGE, run_detail, step_row

SLICE = 500
"""Lines named and summed at a time."""


def lines_in_reach(viewer: Viewer) -> QuerySet[RunLine]:
    """The lines in reach: those of the viewer's organisations, and the viewer's own once published."""
    if viewer.everywhere:
        return RunLine.objects.all()
    shown = RunEvent.objects.filter(state__in=(rules.PUBLISHED, rules.CONFIRMED)).values("run_id")
    own = _own(viewer) & Q(run_id__in=shown)
    return RunLine.objects.filter(own | viewer.reach() if viewer.posts else own)


def _own(viewer: Viewer) -> Q:
    """The lines that are the viewer's or the viewer's household's."""
    own = Q(payee=viewer.party) if viewer.party else Q(pk__in=[])
    mine = [*viewer.households, *below.contracting_homes(viewer), *([viewer.party] if viewer.party else [])]
    return own | Q(subject__in=mine)


def lines_page(
    viewer: Viewer,
    run_id: int,
    *,
    state: Literal["", "held", "open", "cancelled"] = "",
    subject: str = "",
    subjects: Iterable[str] | None = None,
    village_code: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> LinesPage:
    """The lines of a run in reach, in order; `state` "open" those not fully settled.

    Refuses, as if it did not exist, a run without a line in reach.
    """
    rows = every = lines_in_reach(viewer).filter(run_id=run_id)
    if subject:
        rows = rows.filter(Q(subject=subject) | Q(payee=subject))
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    if village_code:
        rows = rows.filter(village_code=village_code)
    if state == "open":
        rows = facts.unsettled(facts.postable(rows))
    elif state:
        own = facts.last_line_events([run_id])
        rows = rows.filter(pk__in=[pk for pk, event in own.items() if event.state == state])
    found = _lines_page(viewer, rows.order_by("id"), limit, offset)
    if not found.total and not every.exists():
        run_detail(viewer, run_id)
    return found


def paid_in(viewer: Viewer, run_id: int, *, village_code: str = "") -> int:
    """What was settled of a run's lines in reach, of one village or all, in fen."""
    rows = lines_in_reach(viewer).filter(run_id=run_id)
    if village_code:
        rows = rows.filter(village_code=village_code)
    moved = Payment.objects.filter(line__in=rows.values("pk")).exclude(state=Payment.State.FAILED)
    return int(moved.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def _lines_page(viewer: Viewer, rows: QuerySet[RunLine], limit: int, offset: int) -> LinesPage:
    page = list(_shown(rows)[offset : offset + limit])
    if not offset and len(page) < limit:  # all of them: their sum needs no further question
        sums = {"n": len(page), "fen": sum(line.amount_fen for line in page)}
    else:
        sums = rows.aggregate(n=Count("pk"), fen=Sum("amount_fen"))
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
    return _line_rows(
        lines, below.names(viewer, {code for line in lines for code in (line.subject, line.payee)})
    )


def named_lines(viewer: Viewer, rows: QuerySet[RunLine]) -> list[LineRow]:
    """Lines that a caller has found to be in reach, as rows."""
    return _named(viewer, list(_shown(rows)))


def _line_rows(lines: Iterable[Any], names: Mapping[str, str]) -> list[LineRow]:
    found = []
    for line in lines:
        state = rules.line_state(line.run_state, line.own_state, replacement=line.serial > 0)
        owing = state in (rules.POSTED, rules.REVERSED) and line.payable
        found.append(
            LineRow(
                line=line.pk,
                ref=f"line:{line.pk}",
                run=line.run_id,
                kind=line.kind,
                period=line.period,
                org_code=line.org_code,
                village_code=line.village_code,
                subject=line.subject,
                subject_name=names.get(line.subject, ""),
                payee=line.payee,
                payee_name=names.get(line.payee, ""),
                part=line.part,
                serial=line.serial,
                state=state,
                amount_fen=line.amount_fen,
                paid_fen=line.paid_fen,
                open_fen=line.amount_fen - line.paid_fen if owing else 0,
                payable=line.payable,
                outcome=line.outcome,
            )
        )
    return found


def line_detail(viewer: Viewer, line_id: int) -> LineDetail:
    """One line with what it was ruled on, why, and what became of it."""
    shown = _shown(lines_in_reach(viewer)).defer(None)
    line: Any = shown.select_related("run").filter(pk=line_id).first()
    if not line:
        raise Refusal("viewer.not_found")
    newer = RunLine.objects.filter(replaces=line).first()
    return LineDetail(
        row=_named(viewer, [line])[0],
        facts=line.facts,
        reasons=facts.as_line(line).reasons,
        digest=line.digest,
        run_ref=f"run:{line.run_id}",
        replaces=f"line:{line.replaces_id}" if line.replaces_id else "",
        replaced_by=f"line:{newer.pk}" if newer else "",
        first_run=f"run:{line.first_run_id}" if line.first_run_id else "",
        watermark=line.watermark or line.run.watermark,
        steps=tuple(step_row(event) for event in LineEvent.objects.filter(line=line).order_by("serial")),
        payments=tuple(payment_row(row) for row in Payment.objects.filter(line=line).order_by("id")),
    )


def lines_told(viewer: Viewer, line_ids: Iterable[int]) -> dict[int, LineTold]:
    """Line -> why and when paid, for many lines at once; those out of reach are absent."""
    rows = {row.pk: row for row in lines_in_reach(viewer).filter(pk__in=list(line_ids))}
    moved = Payment.objects.filter(line__in=list(rows)).exclude(state=Payment.State.FAILED)
    days: dict[int, date] = {}
    for pk, day in moved.order_by("happened_on").values_list("line", "happened_on"):
        days[pk] = day
    return {pk: LineTold(facts.as_line(row).reasons, days.get(pk)) for pk, row in rows.items()}


def payment_row(row: Payment) -> PaymentRow:
    """A payment as the faces see it."""
    receipt = f"{row.receipt_year}-{row.receipt_number:06d}" if row.receipt_number else ""
    return PaymentRow(
        payment=row.pk,
        ref=f"payment:{row.pk}",
        line=row.line_id,
        payee=row.payee,
        state=row.state,
        amount_fen=row.amount_fen,
        happened_on=row.happened_on,
        on=row.on,
        by=row.recorded_by,
        receipt=receipt,
        bank_ref=row.bank_ref,
        failure=row.failure,
        entry=row.entry_ref,
    )


def payment(viewer: Viewer, payment_id: int) -> PaymentRow:
    """One payment, where its line lies in reach."""
    row = Payment.objects.filter(pk=payment_id, line__in=lines_in_reach(viewer)).first()
    if not row:
        raise Refusal("viewer.not_found")
    return payment_row(row)


def part_sums(viewer: Viewer, run_id: int) -> tuple[PartSum, ...]:
    """What each subject's parts of a run come to, of the lines in reach that were not cancelled."""
    rows: Any = _shown(lines_in_reach(viewer).filter(run_id=run_id)).order_by()
    sums = (
        rows.exclude(own_state=rules.CANCELLED)
        .values_list("subject", "part", "village_code")
        .annotate(Sum("amount_fen"), Sum("paid_fen"))
    )
    return tuple(PartSum(*row) for row in sorted(sums))


def payments_of(viewer: Viewer, line_ids: Iterable[int]) -> dict[int, tuple[PaymentRow, ...]]:
    """Line -> the payments that were made of it, for those of some lines that are in reach."""
    ids = list(line_ids)
    lines = lines_in_reach(viewer).filter(pk__in=ids).values("pk")
    found: dict[int, tuple[PaymentRow, ...]] = {}
    for row in Payment.objects.filter(Q(line__in=lines), line__in=ids).order_by("id"):
        found[row.line_id] = (*found.get(row.line_id, ()), payment_row(row))
    return found


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
    return _lines_page(viewer, rows.order_by("-id"), limit, offset)


def newest_got(viewer: Viewer, *, limit: int) -> tuple[LineRow, ...]:
    """The newest of the viewer's own `bills` that are paid to them: no names, no totals."""
    got = [each.name for each in all_kinds() if each.direction == "pay"]
    rows = facts.postable(lines_in_reach(viewer).filter(payee=viewer.party, run__kind__in=got))
    return tuple(_line_rows(_shown(rows.order_by("-id"))[:limit], {}))


def own_year(viewer: Viewer, year: int) -> tuple[KindSum, ...]:
    """The viewer's and the own household's posted lines of a year's periods, summed by kind (全年收付)."""
    rows = facts.postable(
        RunLine.objects.filter(_own(viewer), payable=True, run__period__startswith=f"{year}")
    )
    rows = rows.annotate(settled_fen=facts.settled_fen()).order_by()
    directions = {each.name: each.direction for each in all_kinds()}
    sums = {"n": Count("pk"), "fen": Sum("amount_fen"), "paid": Sum("settled_fen"), "one": Min("pk")}
    found: Any = rows.values("run__kind").annotate(**sums).order_by("run__kind")
    return tuple(
        KindSum(
            row["run__kind"],
            directions[row["run__kind"]],
            row["n"],
            row["fen"],
            row["paid"],
            row["one"] if row["n"] == 1 else 0,
        )
        for row in found
    )


def village_year(viewer: Viewer, year: int) -> tuple[VillageSum, ...]:
    """The people's posted lines of a year's periods in reach, by kind and village (各村全年收付)."""
    directions = {each.name: each.direction for each in all_kinds()}
    sums = _people_year(viewer, year).order_by().values("run__kind", "village_code")
    found: Any = sums.annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by("run__kind", "village_code")
    return tuple(
        VillageSum(row["run__kind"], directions[row["run__kind"]], row["village_code"], row["n"], row["fen"])
        for row in found
    )


def year_lines(
    viewer: Viewer, year: int, *, kind: str, village_code: str = "", limit: int = PAGE, offset: int = 0
) -> LinesPage:
    """The lines behind one sum of `village_year`, in order."""
    rows = _people_year(viewer, year).filter(run__kind=kind)
    if village_code:
        rows = rows.filter(village_code=village_code)
    return _lines_page(viewer, rows.order_by("id"), limit, offset)


def _people_year(viewer: Viewer, year: int) -> QuerySet[RunLine]:
    """Posted lines of people, by the viewer's posts; those of organisations are left out."""
    if not viewer.posts and not viewer.everywhere:
        return RunLine.objects.none()
    rows = viewer.limit(RunLine.objects.filter(payable=True, run__period__startswith=f"{year}"))
    return facts.postable(rows).exclude(payee__startswith=below.ORG)


def published_lines(viewer: Viewer, run_id: int, *, limit: int = PAGE, offset: int = 0) -> LinesPage:
    """A published list as the board shows it to this viewer; refuses lines that are not open to them."""
    number = notice_of([f"run:{run_id}"]).get(f"run:{run_id}")
    if number is None or not notice(viewer, number, on=clock.today()).lines_open:
        raise Refusal("viewer.not_found")
    rows = RunLine.objects.filter(run_id=run_id, serial=0).order_by("village_code", "id")
    return _lines_page(viewer, rows, limit, offset)


def open_lines(viewer: Viewer, org_code: str, *, kind: str = "") -> Iterator[LineRow]:
    """Every posted line of an organisation that is not settled, oldest first: a paying list."""
    rows = facts.unsettled(facts.postable(lines_in_reach(viewer).filter(org_code=org_code))).order_by("id")
    rows = rows.filter(run__kind=kind) if kind else rows
    found = list(_shown(rows))
    for start in range(0, len(found), SLICE):
        yield from _named(viewer, found[start : start + SLICE])


def open_by_payee(viewer: Viewer, run_id: int) -> dict[str, int]:
    """Payee -> what a run's posted lines still have to pay them, less what they have to give back."""
    rows: Any = facts.unsettled(facts.postable(lines_in_reach(viewer).filter(run_id=run_id))).order_by()
    found: dict[str, int] = {}
    for row in rows.only("payee", "amount_fen"):
        found[row.payee] = found.get(row.payee, 0) + row.amount_fen - row.settled_fen
    return found


def _subject(subject: str, payee: str) -> Q:
    asked = Q()
    if subject:
        asked &= Q(subject=subject)
    if payee:
        asked &= Q(payee=payee)
    return asked


def arrears(viewer: Viewer, *, kind: str, org_code: str = "", period: str = "") -> tuple[ArrearsRow, ...]:
    """What is open of one kind, per organisation, village and period of the run."""
    rows = lines_in_reach(viewer).filter(run__kind=kind, payable=True)
    rows = rows.filter(org_code=org_code) if org_code else rows
    rows = rows.filter(run__period=period) if period else rows
    posted = facts.postable(rows)
    keys = ("org_code", "village_code", "run__period")
    due = posted.values(*keys).annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by(*keys)
    moved = Payment.objects.filter(line__in=posted.values("pk")).exclude(state=Payment.State.FAILED)
    by_payment = ("line__org_code", "line__village_code", "line__run__period")
    paid = {
        tuple(row[key] for key in by_payment): row["fen"]
        for row in moved.values(*by_payment).annotate(fen=Sum("amount_fen"))
    }
    still = {
        tuple(row[key] for key in keys): row["n"]
        for row in facts.unsettled(posted).values(*keys).annotate(n=Count("pk"))
    }
    found = []
    for row in due:
        key = tuple(row[name] for name in keys)
        paid_fen = paid.get(key, 0)
        found.append(
            ArrearsRow(
                key[0],
                key[1],
                kind,
                key[2],
                row["n"],
                row["fen"],
                paid_fen,
                row["fen"] - paid_fen,
                still.get(key, 0),
            )
        )
    return tuple(found)
