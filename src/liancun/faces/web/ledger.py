"""The books (账簿): what no list says: an entry, the voucher's form, the official statements."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.faces.cards import links_of
from liancun.faces.forms import FormResult, tried
from liancun.faces.request import Request
from liancun.faces.vouchers import LINES, read_voucher, voucher_form
from liancun.rooms.ledger import actions, queries
from liancun.rooms.registry.queries import org_name

ASSET_LINES = 22
"""Lines 1 to 22 of 会农社01表 are the left side."""


@require_GET
def statements(request: Request, org_code: str) -> HttpResponse:
    """The cooperative's balance sheet and surplus, ready to print."""
    viewer: Viewer = request.viewer
    period = request.GET.get("period") or str(clock.today().year - 1)
    sheet = queries.balance_sheet(viewer, org_code, period)
    return render(
        request,
        "web/ledger_statements.html",
        {
            "assets": sheet.rows[:ASSET_LINES],
            "claims": sheet.rows[ASSET_LINES:],
            "sheet": sheet,
            "surplus": queries.surplus_statement(viewer, org_code, period),
            "org": org_name(org_code),
            "org_code": org_code,
            "period": period,
        },
    )


@require_GET
def entry(request: Request, entry_id: int) -> HttpResponse:
    """One entry."""
    viewer: Viewer = request.viewer
    row = queries.entry(viewer, entry_id)
    free = row.by_hand and not row.reversed_by
    context = {
        "row": row,
        "free": free,
        "org": org_name(row.org_code),
        "sources": [each for each in links_of(viewer, [row.source]) if each.ref],
    }
    return render(request, "web/entry.html", context)


def new_entry(request: Request, org_code: str) -> HttpResponse:
    """Post a voucher by hand (记账); what was typed stays where something is wrong."""
    viewer: Viewer = request.viewer
    viewer.must_see(org_code)
    must_permit(viewer, "ledger.post_entry", org_code)
    if request.method != "POST":
        return _voucher(request, org_code)
    given: dict[str, str] = request.POST.dict()
    posted: list[str] = []

    def do() -> None:
        new = read_voucher(given)
        stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
        days = {"accounting_on": new.accounting_on, "happened_on": new.happened_on}
        posted.append(
            actions.post_entry(org_code, summary=new.summary, lines=new.lines, **days, **stamp)  # type: ignore[arg-type]
        )

    if sent := tried("voucher", given, do):
        return _voucher(request, org_code, sent)
    messages.success(request, _("已记账"))
    return redirect("entry", int(posted[0].partition(":")[2]))


def _voucher(request: Request, org_code: str, sent: FormResult | None = None) -> HttpResponse:
    today = clock.today()
    asked = request.GET.get("lines", "")
    count = int(asked) if asked.isdecimal() and len(asked) < 4 else LINES
    form, rows = voucher_form({"accounting_on": today}, sent, count)
    return render(
        request,
        "web/voucher.html",
        {
            "form": form,
            "rows": rows,
            "more": len(rows) + LINES,
            "accounts": queries.accounts(request.viewer, org_code, on=today),
            "org": org_name(org_code),
            "org_code": org_code,
        },
        status=sent.status if sent else 200,
    )


@require_GET
def moved(request: Request, org_code: str, key: str) -> HttpResponse:
    """To the list that stands for an address of before."""
    address = reverse("list", args=[org_code, "ledger", key])
    asked = request.GET.urlencode()
    return redirect(f"{address}?{asked}" if asked else address)


urlpatterns = [
    path("books/<code:org_code>/balance", moved, {"key": "balances"}),
    path("books/<code:org_code>/statements", statements, name="statements"),
    path("books/<code:org_code>/entries", moved, {"key": "entries"}),
    path("books/<code:org_code>/new", new_entry, name="new_entry"),
    path("entries/<int:entry_id>/", entry, name="entry"),
]
