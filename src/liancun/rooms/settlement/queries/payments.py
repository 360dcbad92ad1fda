"""Money that moved (收付款): single payments, their receipts, and the lists they came in with."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Text, Whole, _
from liancun.rooms.settlement import calculation, gateways
from liancun.rooms.settlement.actions.paying import MONEY
from liancun.rooms.settlement.models import Payment, PaymentList
from liancun.rooms.settlement.queries.columns import RESULTS
from liancun.rooms.settlement.queries.pages import (
    PayListRow,
    PayListsPage,
    PaymentRow,
    PaymentsPage,
)
from liancun.rooms.settlement.queries.scope import BIGGEST, PAGE, lines_in_reach


def told() -> Any:
    """Payments, each with its line, that line's run, and the row that undid it."""
    undone = Payment.objects.filter(undoes=OuterRef("pk")).values("pk")
    return Payment.objects.select_related("line__run").annotate(undone=Subquery(undone[:1]))


def payment_rows(viewer: Viewer, rows: Iterable[Any]) -> tuple[PaymentRow, ...]:
    """Payments that are `told` as the faces see them."""
    found = list(rows)
    names = gateways.names(viewer, {row.payee for row in found})
    staff = gateways.staff(viewer, {row.recorded_by for row in found})
    return tuple(
        PaymentRow(
            payment=row.pk,
            ref=f"payment:{row.pk}",
            line=row.line_id,
            line_ref=f"line:{row.line_id}",
            payee=row.payee,
            name=names.get(row.payee, row.payee),
            kind=row.line.run.kind,
            period=row.line.run.period,
            state=row.state,
            money_account=row.money_account,
            amount_fen=row.amount_fen,
            happened_on=row.happened_on,
            on=row.on,
            by=row.recorded_by,
            by_name=staff[row.recorded_by],
            receipt=f"{row.receipt_year}-{row.receipt_number:06d}" if row.receipt_number else "",
            bank_ref=row.bank_ref,
            failure=row.failure,
            entry=row.entry_ref,
            org_code=row.org_code,
            village_code=row.village_code,
            undoes=f"payment:{row.undoes_id}" if row.undoes_id else "",
            undone_by=f"payment:{row.undone}" if row.undone else "",
        )
        for row in found
    )


def payment(viewer: Viewer, payment_id: int) -> PaymentRow:
    """One payment, where its line lies in reach."""
    row = told().filter(pk=payment_id, line__in=lines_in_reach(viewer)).first()
    if not row:
        raise Refusal("viewer.not_found")
    return payment_rows(viewer, [row])[0]


def may_undo(viewer: Viewer, row: PaymentRow) -> bool:
    """Whether a payment stands, moved money and is this viewer's to undo (退回、更正误记)."""
    moved = row.state == Payment.State.PAID and row.stands and row.money_account in MONEY
    return moved and calculation.has_part(viewer, row.kind, row.org_code, "pays")


def payments_of(viewer: Viewer, line_ids: Iterable[int]) -> dict[int, tuple[PaymentRow, ...]]:
    """Line -> the payments that were made of it, for those of some lines that are in reach."""
    ids = list(line_ids)
    lines = lines_in_reach(viewer).filter(pk__in=ids).values("pk")
    rows = told().filter(Q(line__in=lines), line__in=ids).order_by("id")
    found: dict[int, tuple[PaymentRow, ...]] = {}
    for row in payment_rows(viewer, rows):
        found[row.line] = (*found.get(row.line, ()), row)
    return found


@listed(
    "settlement.payments",
    title=_("收付和收据"),
    sorts=("happened_on", "amount_fen"),
    reach=True,
    empty=_("还没有收付"),
)
def payments_page(
    viewer: Viewer,
    org_code: str = "",
    *,
    kind: A[str, Choice(_("类别"), "settlement.kinds")] = "",
    who: A[str, Choice(_("户或人"), "settlement.subjects", open=True)] = "",
    state: A[str, Choice(_("结果"), RESULTS)] = "",
    line_id: A[int, Whole(_("结算行编号"), 1, BIGGEST)] = 0,
    receipt: A[str, Text(_("收据号"), most=20)] = "",
    since: A[date | None, Day(_("从哪天"), today=False)] = None,
    until: A[date | None, Day(_("到哪天"), today=False)] = None,
    sort: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> PaymentsPage:
    """Payments of the lines in reach, newest first."""
    rows = told().filter(line__in=lines_in_reach(viewer))
    year, _dash, number = receipt.partition("-")
    wanted: dict[str, Any] = {
        "org_code": org_code,
        "line__run__kind": kind,
        "state": state,
        "line_id": line_id,
        "happened_on__gte": since,
        "happened_on__lte": until,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if who:
        rows = rows.filter(Q(payee=who) | Q(line__subject=who))
    if receipt:
        known = year.isdecimal() and number.isdecimal()
        rows = rows.filter(receipt_year=int(year), receipt_number=int(number)) if known else rows.none()
    page, total = page_of(rows.order_by(*filter(None, [sort]), "-pk"), limit, offset)
    if total == len(page):  # all of them: their sum needs no further question
        moved = sum(row.amount_fen for row in page if row.state != Payment.State.FAILED)
    else:
        stand = rows.exclude(state=Payment.State.FAILED).order_by()
        moved = stand.aggregate(fen=Sum("amount_fen"))["fen"]
    hidden = ("name", "kind", "period", "by_name") if line_id else ()
    return PaymentsPage(payment_rows(viewer, page), total, moved or 0, hidden)


@listed(
    "settlement.pay_lists",
    title=_("收付清单"),
    sorts=("on", "total_fen"),
    reach=True,
    empty=_("还没有收付清单"),
)
def pay_lists(
    viewer: Viewer,
    org_code: str = "",
    *,
    key: A[str, Text(_("清单号"), most=80)] = "",
    sort: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> PayListsPage:
    """Lists of payments as they were handed in, by banks, cashiers and workbooks, newest first."""
    rows: Any = viewer.limit(PaymentList.objects.all())
    if not viewer.posts and not viewer.oversees:
        rows = rows.none()
    rows = rows.filter(org_code=org_code) if org_code else rows
    rows = rows.filter(key__icontains=key) if key else rows
    page, total = page_of(rows.order_by(*filter(None, [sort]), "-pk"), limit, offset)
    hidden = ("org_name",) if org_code else ()
    return PayListsPage(_list_rows(viewer, list(page)), total, hidden)


def _list_rows(viewer: Viewer, lists: Sequence[PaymentList]) -> tuple[PayListRow, ...]:
    orgs = gateways.org_names({row.org_code for row in lists})
    staff = gateways.staff(viewer, {row.recorded_by for row in lists})
    ids = [row.pk for row in lists]
    first = Payment.objects.filter(listed=OuterRef("listed")).exclude(entry_ref="").order_by("pk")
    sums = Payment.objects.filter(listed__in=ids).order_by().values("listed")
    failed = Count("pk", filter=Q(state=Payment.State.FAILED))
    told: dict[int, Any] = {
        row["listed"]: row for row in sums.annotate(n=failed, entry=Subquery(first.values("entry_ref")[:1]))
    }
    return tuple(
        PayListRow(
            ref=f"paylist:{row.pk}",
            key=row.key,
            entry=told.get(row.pk, {}).get("entry") or "",
            org_code=row.org_code,
            org_name=orgs.get(row.org_code, row.org_code),
            on=row.on,
            by=row.recorded_by,
            by_name=staff[row.recorded_by],
            count=row.count,
            failed=told.get(row.pk, {}).get("n", 0),
            total_fen=row.total_fen,
        )
        for row in lists
    )
