"""The books (账簿): what no list says: an entry, the voucher's form, the official statements."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liancun.base import clock, reading, trail
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.faces.books import book_answer
from liancun.faces.cards import links_of
from liancun.faces.prints import pdf_answer
from liancun.faces.prints.statements import printed_statements
from liancun.faces.prints.vouchers import printed_voucher, printed_vouchers
from liancun.faces.request import Request
from liancun.faces.web.forms import FormResult, tried
from liancun.faces.web.vouchers import MOST_ROWS, ROWS, as_said, known_to_the_form, voucher_form
from liancun.rooms.ledger import actions, plain_text, queries
from liancun.rooms.ledger.fields import NewEntry
from liancun.rooms.registry.queries import org_name


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
            "assets": sheet.rows[: queries.ASSET_LINES],
            "claims": sheet.rows[queries.ASSET_LINES :],
            "sheet": sheet,
            "surplus": queries.surplus_statement(viewer, org_code, period),
            "org": org_name(org_code),
            "org_code": org_code,
            "period": period,
        },
    )


@require_GET
def statements_pdf(request: Request, org_code: str) -> HttpResponse:
    """会农社01表 and 02表 as they are handed in."""
    viewer: Viewer = request.viewer
    period = request.GET.get("period") or str(clock.today().year - 1)
    made = printed_statements(viewer, org_code, period, on=clock.today())
    trail.takes(viewer, "paper:statements", org_code, "pdf")
    return pdf_answer(made, f"statements-{org_code}-{period}")


@require_GET
def voucher_pdf(request: Request, entry_id: int) -> HttpResponse:
    """One voucher on paper."""
    viewer: Viewer = request.viewer
    org_code, made = printed_voucher(viewer, entry_id, on=clock.today())
    trail.takes(viewer, "paper:voucher", org_code, "pdf")
    return pdf_answer(made, f"voucher-{entry_id}")


@require_GET
def vouchers_pdf(request: Request, org_code: str, period: str) -> HttpResponse:
    """The vouchers of a month on paper, one after the other."""
    viewer: Viewer = request.viewer
    made = printed_vouchers(viewer, org_code, period, on=clock.today())
    trail.takes(viewer, "paper:vouchers", org_code, "pdf")
    return pdf_answer(made, f"vouchers-{org_code}-{period}")


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
        today = clock.today()
        new = reading.given(
            NewEntry, as_said(viewer, org_code, given), by=viewer, org_code=org_code, on=today
        )
        posted.append(actions.post_entry(org_code, new, by=viewer, on=today))

    if sent := tried("voucher", given, do):
        return _voucher(request, org_code, sent)
    messages.success(request, _("已记账"))
    return redirect("entry", int(posted[0].partition(":")[2]))


def _voucher(request: Request, org_code: str, sent: FormResult | None = None) -> HttpResponse:
    today, viewer = clock.today(), request.viewer
    asked = request.GET.get("lines", "")
    count = int(asked) if asked.isdecimal() and len(asked) < 4 else ROWS
    start = _start(request, org_code)
    known = {"accounting_on": today, "summary": start.summary}
    form = voucher_form(viewer, org_code, known, sent, count, start.lines)
    return render(
        request,
        "web/voucher.html",
        {
            "form": form,
            "more": len(form.rows) + ROWS,
            "most": MOST_ROWS,
            "known": known_to_the_form(viewer, org_code, form),
            "templates": queries.templates(viewer, org_code, on=today),
            "earlier": queries.last_month(viewer, org_code, on=today),
            "org": org_name(org_code),
            "org_code": org_code,
        },
        status=sent.status if sent else 200,
    )


def _start(request: Request, org_code: str) -> queries.Start:
    """What the voucher begins with: a template, one to be copied, or nothing."""
    viewer: Viewer = request.viewer
    if key := request.GET.get("template"):
        return queries.template(viewer, org_code, key, on=clock.today())
    if (number := request.GET.get("copy", "")).isdecimal() and len(number) < 19:
        return queries.copied(viewer, org_code, int(number))
    return queries.Start("", ())


@require_GET
def standing(request: Request, org_code: str) -> JsonResponse:
    """What stands on an account and a party, as the form asks while a voucher is typed."""
    viewer: Viewer = request.viewer
    viewer.must_see(org_code)
    must_permit(viewer, "ledger.post_entry", org_code)
    account, party = request.GET.get("account", "")[:8], request.GET.get("party", "")[:20]
    return JsonResponse({"fen": str(queries.standing(viewer, org_code, account, party))})


@require_GET
def moved(request: Request, org_code: str, key: str) -> HttpResponse:
    """To the list that stands for an address of before."""
    address = reverse("list", args=[org_code, "ledger", key])
    asked = request.GET.urlencode()
    return redirect(f"{address}?{asked}" if asked else address)


@require_GET
def as_text(request: Request, org_code: str, form: plain_text.Form) -> HttpResponse:
    """The whole book as Beancount or hledger read it."""
    return book_answer(request.viewer, org_code, form)


urlpatterns = [
    path("books/<code:org_code>/balance", moved, {"key": "balances"}),
    path("books/<code:org_code>/statements", statements, name="statements"),
    path("books/<code:org_code>/entries", moved, {"key": "entries"}),
    path("books/<code:org_code>/new", new_entry, name="new_entry"),
    path("books/<code:org_code>/standing", standing, name="standing"),
    *(
        path(f"books/<code:org_code>/{form}", as_text, {"form": form}, name=f"book_{form}")
        for form in plain_text.FORMS
    ),
    path("books/<code:org_code>/statements.pdf", statements_pdf, name="statements_pdf"),
    path("books/<code:org_code>/vouchers/<code:period>.pdf", vouchers_pdf, name="vouchers_pdf"),
    path("entries/<int:entry_id>/", entry, name="entry"),
    path("entries/<int:entry_id>/voucher.pdf", voucher_pdf, name="voucher_pdf"),
]
