"""The books (账簿): trial balance and entries; posting, reversing, closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.permits import must_permit, permitted
from liancun.base.viewer import Viewer
from liancun.faces.forms import Tried, tried
from liancun.faces.request import Request
from liancun.faces.vouchers import LINES, read_voucher, voucher_form
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import Period, Refusal
from liancun.rooms.ledger import actions, queries
from liancun.rooms.registry.queries import org_name

ASSET_LINES = 22
"""Lines 1 to 22 of 会农社01表 are the left side."""


@require_GET
def books(request: Request) -> HttpResponse:
    """The books in reach."""
    viewer: Viewer = request.viewer
    month = Period.month_of(clock.today())
    rows = [
        (
            book,
            permitted(viewer, "ledger.post_entry", book.org_code),
            permitted(viewer, "ledger.close_period", book.org_code)
            and Period.parse(book.next_month).last_day < month.first_day,
            permitted(viewer, "ledger.carry_year_end", book.org_code) and book.next_month.endswith("-12"),
        )
        for book in queries.books(viewer)
    ]
    return render(request, "web/books.html", {"books": rows})


@require_GET
def trial_balance(request: Request, org_code: str) -> HttpResponse:
    """The trial balance of a month or a year."""
    viewer: Viewer = request.viewer
    period = request.GET.get("period") or str(clock.today().year - 1)
    balance = queries.trial_balance(viewer, org_code, period)
    years = sorted({Period.parse(period).year, clock.today().year - 1, clock.today().year})
    return render(
        request,
        "web/trial_balance.html",
        {
            "balance": balance,
            "org": org_name(org_code),
            "org_code": org_code,
            "period": period,
            "years": years,
        },
    )


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
def entries(request: Request, org_code: str) -> HttpResponse:
    """The entries of a book, narrowed by period, account, party or words."""
    viewer: Viewer = request.viewer
    period = request.GET.get("period") or str(Period.month_of(clock.today()))
    rows, total = queries.entry_page(
        viewer,
        org_code,
        period=period,
        account=request.GET.get("account", ""),
        party=request.GET.get("party", ""),
        search=request.GET.get("q", ""),
        **window(request, 20),
    )
    return render(
        request,
        "web/entries.html",
        {
            "rows": rows,
            "paging": Paging(page_number(request), total, 20),
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
    reverses = free and permitted(viewer, "ledger.reverse_entry", row.org_code)
    return render(request, "web/entry.html", {"row": row, "reverses": reverses})


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


def _voucher(request: Request, org_code: str, sent: Tried | None = None) -> HttpResponse:
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


@require_POST
def reverse(request: Request, entry_id: int) -> HttpResponse:
    """Reverse an entry made by hand (冲销)."""
    said = request.POST.get("summary", "")[:120]
    viewer: Viewer = request.viewer
    made = actions.reverse_entry(entry_id, summary=said, by=viewer, on=clock.today())
    messages.success(request, _("已冲销,这是冲销凭证"))
    return redirect("entry", int(made.partition(":")[2]))


@require_POST
def close(request: Request, org_code: str) -> HttpResponse:
    """Close the next month of a book, for good (结账)."""
    viewer: Viewer = request.viewer
    viewer.must_see(org_code)
    month = request.POST.get("month", "")
    actions.close_period(org_code, month, by=viewer, on=clock.today())
    messages.success(request, _("%(month)s 已结账") % {"month": month})
    return redirect("books")


@require_POST
def carry(request: Request, org_code: str, year: int) -> HttpResponse:
    """Carry a year's profit and loss (年终结转), before its December is closed."""
    viewer: Viewer = request.viewer
    viewer.must_see(org_code)
    if not 2000 <= year <= 2100:
        raise Refusal("viewer.not_found")
    actions.carry_year_end(org_code, year, by=viewer, on=clock.today())
    messages.success(request, _("%(year)s 年损益已结转") % {"year": year})
    return redirect("books")


urlpatterns = [
    path("books/", books, name="books"),
    path("books/<code:org_code>/balance", trial_balance, name="trial_balance"),
    path("books/<code:org_code>/statements", statements, name="statements"),
    path("books/<code:org_code>/entries", entries, name="entries"),
    path("books/<code:org_code>/new", new_entry, name="new_entry"),
    path("books/<code:org_code>/close", close, name="close_period"),
    path("books/<code:org_code>/years/<int:year>/carry", carry, name="carry_year"),
    path("entries/<int:entry_id>/", entry, name="entry"),
    path("entries/<int:entry_id>/reverse", reverse, name="reverse_entry"),
]
