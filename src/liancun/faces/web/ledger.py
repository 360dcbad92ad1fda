"""The books (账簿): trial balance and entries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import Period
from liancun.rooms.ledger import queries
from liancun.rooms.registry.queries import org_name

ASSET_LINES = 22
"""Lines 1 to 22 of 会农社01表 are the left side."""


@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """The books in reach."""
    return render(request, "web/books.html", {"books": queries.books(request.viewer)})  # type: ignore[attr-defined]


@require_GET
def trial_balance(request: HttpRequest, org_code: str) -> HttpResponse:
    """The trial balance of a month or a year."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
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
def statements(request: HttpRequest, org_code: str) -> HttpResponse:
    """The cooperative's balance sheet and surplus, ready to print."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
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
def entries(request: HttpRequest, org_code: str) -> HttpResponse:
    """The entries of a book, narrowed by period, account, party or words."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
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
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry."""
    row = queries.entry(request.viewer, entry_id)  # type: ignore[attr-defined]
    return render(request, "web/entry.html", {"row": row})


urlpatterns = [
    path("books/", books, name="books"),
    path("books/<slug:org_code>/balance", trial_balance, name="trial_balance"),
    path("books/<slug:org_code>/statements", statements, name="statements"),
    path("books/<slug:org_code>/entries", entries, name="entries"),
    path("entries/<int:entry_id>/", entry, name="entry"),
]
