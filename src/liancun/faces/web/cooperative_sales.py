"""Sales of the head cooperative (销售): sales, receipts, losses, stock, months into the book."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.importing import Column
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces import trade
from liancun.faces.forms import Tried, form_of, read_form, tried, was_sent
from liancun.faces.request import Request
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.registry import HEAD
from liancun.kernel import Refusal
from liancun.rooms.sales import actions, queries

FORMS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "sale": ("sales.record_sale", trade.SALE),
    "receipt": ("sales.record_receipt", trade.RECEIPT),
    "loss": ("sales.record_loss", trade.LOSS),
    "back": ("sales.take_back", trade.TAKE_BACK),
}
"""What may be filled in on the page: the act and its fields."""


TITLES = {
    "sale": gettext_lazy("登记销售"),
    "receipt": gettext_lazy("登记收款"),
    "loss": gettext_lazy("登记损耗"),
    "back": gettext_lazy("冲销一笔销售"),
}
ASKS = {"back": gettext_lazy("冲销会另加一行相反的销售,原来的一行保留。确定吗?")}


@require_GET
def sales(request: Request) -> HttpResponse:
    """Sales by month, buyer and product, with stock, buyers and the months that wait for the book."""
    return _sales(request)


def _sales(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    today = clock.today()
    asked: dict[str, Any] = {
        "period": request.GET.get("period", "").strip(),
        "buyer": request.GET.get("buyer", ""),
        "product": request.GET.get("product", ""),
    }
    page = queries.sale_page(viewer, HEAD, **asked, **window(request, 30))
    goods = queries.goods(viewer, HEAD, on=today)
    open_months = [
        row for year in (today.year - 1, today.year) for row in queries.open_months(viewer, HEAD, year)
    ]
    known = {"happened_on": today.isoformat()}
    return render(
        request,
        "web/sales.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total, 30),
            "asked": asked,
            "goods": goods,
            "buyers": queries.buyers(viewer, HEAD),
            "stock": queries.stock(viewer, HEAD, on=today),
            "posted": queries.posted_months(viewer, HEAD)[::-1][:12],
            "open_months": open_months,
            "may_post": permitted(viewer, "sales.post_month", HEAD),
            "forms": [
                form_of(
                    name, _offering(columns, goods), known, sent, str(TITLES[name]), str(ASKS.get(name, ""))
                )
                for name, (verb, columns) in FORMS.items()
                if was_sent(sent, name) or permitted(viewer, verb, HEAD)
            ],
            "tab": "sales",
        },
        status=sent.status if sent else 200,
    )


def _offering(columns: tuple[Column, ...], goods: tuple[queries.GoodsChoice, ...]) -> tuple[Column, ...]:
    return trade.with_choices(columns, "product", ((each.name, each.code) for each in goods))


def record(request: Request, what: str) -> HttpResponse:
    """Record a sale, a receipt, a loss, or take a sale back."""
    viewer: Viewer = request.viewer
    if what not in FORMS:
        raise Refusal("viewer.not_found")
    if request.method != "POST":
        return redirect("sales")
    given = request.POST.dict()
    if sent := tried(what, given, lambda: _record(viewer, what, given)):
        return _sales(request, sent)
    messages.success(request, _("已登记"))
    return redirect("sales")


def _record(viewer: Viewer, what: str, given: dict[str, str]) -> None:
    columns = _offering(FORMS[what][1], queries.goods(viewer, HEAD, on=clock.today()))
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if what == "sale":
        actions.record_sale(HEAD, trade.new_sale(given, columns), **stamp)
    elif what == "receipt":
        actions.record_receipt(HEAD, trade.new_receipt(given), **stamp)
    elif what == "loss":
        actions.record_loss(HEAD, **read_form(columns, given), **stamp)
    else:
        values = read_form(columns, given)
        actions.take_back(HEAD, values.pop("number"), **values, **stamp)


@require_POST
def post_month(request: Request, month: str) -> HttpResponse:
    """Enter a month's sales and their cost into the book."""
    viewer: Viewer = request.viewer
    viewer.must_see(HEAD)
    actions.post_month(HEAD, month, by=viewer, on=clock.today())
    messages.success(request, _("%(month)s 已入账") % {"month": month})
    back = request.POST.get("back", "")
    return redirect(back if back.startswith("/cooperative/") else "sales")


urlpatterns = [
    path("cooperative/sales/", sales, name="sales"),
    path("cooperative/sales/post/<str:month>", post_month, name="post_sales"),
    path("cooperative/sales/<slug:what>", record, name="record_sale"),
]
