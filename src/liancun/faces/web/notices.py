"""The public board and objections (公示栏与异议)."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.forms import Tried, form_of, tried
from liancun.faces.request import Request
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.settlement import OUTCOMES
from liancun.kernel import BadInput, Problem
from liancun.rooms.notices import actions, queries
from liancun.rooms.registry.queries import household_names
from liancun.rooms.settlement import queries as settlement

NOTICE_STATES = {
    "not_posted": gettext_lazy("待张贴"),
    "open": gettext_lazy("可提异议"),
    "closed": gettext_lazy("异议期已过"),
    "expired": gettext_lazy("公示期满"),
}
CATEGORIES = {
    "points": gettext_lazy("积分有误"),
    "household": gettext_lazy("户的情况有误"),
    "amount": gettext_lazy("金额有误"),
    "weight": gettext_lazy("斤两有误"),
    "payee": gettext_lazy("收款人有误"),
    "other": gettext_lazy("其他"),
}


@require_GET
def board(request: Request) -> HttpResponse:
    """What is on show for this viewer."""
    viewer: Viewer = request.viewer
    rows, total = queries.board(viewer, on=clock.today(), **window(request, 20))
    return render(
        request,
        "web/board.html",
        {"rows": rows, "paging": Paging(page_number(request), total, 20), "states": NOTICE_STATES},
    )


@require_GET
def notice(request: Request, notice_id: int) -> HttpResponse:
    """One notice: totals for all, lines for whom they are open, and how to object."""
    return _notice(request, notice_id)


def _notice(request: Request, notice_id: int, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    today = clock.today()
    row = queries.notice(viewer, notice_id, on=today)
    run_id = int(row.list_ref.partition(":")[2])
    lines = numbers = homes = None
    if row.lines_open:
        lines = settlement.lines_page(viewer, run_id, **window(request))
        numbers = queries.item_numbers(viewer, notice_id, [each.ref for each in lines.rows])
        homes = household_names(viewer, [e.subject for e in lines.rows if e.subject.startswith("L")])
    return render(
        request,
        "web/notice.html",
        {
            "notice": row,
            "postings": queries.postings(viewer, notice_id, on=today),
            "lines": lines,
            "numbers": numbers or {},
            "homes": homes or {},
            "paging": Paging(page_number(request), lines.total if lines else 0),
            "state": NOTICE_STATES[row.state],
            "objections": queries.objection_page(viewer, notice_id=notice_id, limit=20)[0],
            "outcomes": OUTCOMES,
            "categories": CATEGORIES,
            "may_object": row.state == "open" and row.lines_open and viewer.name != "",
            "today": today,
            "form": form_of("objection", (), {}, sent),
            "told": sent.given if sent else {"line": request.GET.get("line", "")},
        },
        status=sent.status if sent else 200,
    )


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise BadInput(
            [Problem.of("import.day", column=_("张贴日"), value=request.POST.get(name, ""))]
        ) from None


@require_POST
def posting(request: Request, notice_id: int) -> HttpResponse:
    """Record where and when the paper went up."""
    actions.record_posting(
        notice_id,
        village_code=request.POST.get("village", ""),
        place=request.POST.get("place", ""),
        posted_on=_day(request, "posted_on"),
        by=request.viewer,
        on=clock.today(),
    )
    messages.success(request, _("已登记张贴,异议期从这一天算起"))
    return redirect("notice", notice_id)


def objection(request: Request, notice_id: int) -> HttpResponse:
    """Object to a line; what was written stays where it cannot be taken."""
    if request.method != "POST":
        return redirect("notice", notice_id)
    given: dict[str, str] = request.POST.dict()

    def do() -> None:
        actions.object_to_line(
            notice_id,
            given.get("line", ""),
            text=given.get("text", ""),
            category=given.get("category", ""),
            objector=given.get("objector", "").strip(),
            by=request.viewer,
            on=clock.today(),
        )

    if sent := tried("objection", given, do):
        return _notice(request, notice_id, sent)
    messages.success(request, _("异议已登记,这一行先搁置,等待答复"))
    return redirect("notice", notice_id)


@require_POST
def answer(request: Request, objection_id: int) -> HttpResponse:
    """Answer an objection."""
    actions.answer_objection(
        objection_id,
        request.POST.get("outcome", ""),
        evidence=request.POST.get("evidence", ""),
        by=request.viewer,
        on=clock.today(),
    )
    messages.success(request, _("已答复"))
    return redirect("desk")


urlpatterns = [
    path("board/", board, name="board"),
    path("board/<int:notice_id>/", notice, name="notice"),
    path("board/<int:notice_id>/posting", posting, name="record_posting"),
    path("board/<int:notice_id>/objection", objection, name="object_to_line"),
    path("objections/<int:objection_id>/answer", answer, name="answer_objection"),
]
