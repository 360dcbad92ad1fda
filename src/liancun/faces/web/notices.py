"""The public board (公示栏): what is on show, one notice with its lines, and how to object."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.settlement import NOT_OWN, OUTCOMES
from liancun.kernel import Refusal
from liancun.rooms.committee import queries as committee
from liancun.rooms.notices import queries
from liancun.rooms.settlement import queries as settlement

NOTICE_STATES = {code: gettext_lazy(word) for code, word in queries.ON_SHOW}

PUBLISHED = ("decision", "implementation")
"""What is published of a matter in four steps: words, no list of money."""


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


def _lines(request: Request, run_id: int) -> Any:
    """The lines in reach; none for a member of whom the list says nothing."""
    try:
        return settlement.lines_page(request.viewer, run_id, **window(request))
    except Refusal:
        return None


@require_GET
def notice(request: Request, notice_id: int) -> HttpResponse:
    """One notice: totals for all, lines for whom they are open, where its paper hangs, and how to object."""
    viewer: Viewer = request.viewer
    today = clock.today()
    row = queries.notice(viewer, notice_id, on=today)
    published, _colon, key = row.list_ref.partition(":")
    lines = None
    numbers: dict[str, int] = {}
    said = queries.objections(viewer, notice_id=notice_id, limit=20).rows
    if row.lines_open and published == "run":
        lines = _lines(request, int(key))
    if lines is not None:
        refs = [*(each.line_ref for each in said), *(each.ref for each in lines.rows)]
        numbers = queries.item_numbers(viewer, notice_id, refs)
    return render(
        request,
        "web/notice.html",
        {
            "notice": row,
            "publication": committee.publication(int(key)) if published in PUBLISHED else None,
            "postings": queries.postings(viewer, notice_id, on=today),
            "awaited": queries.awaited(viewer, notice_id, on=today),
            "lines": lines,
            "numbers": numbers,
            "paging": Paging(page_number(request), lines.total if lines else 0),
            "state": NOTICE_STATES[row.state],
            "objections": said,
            "outcomes": OUTCOMES,
            "may_object": row.state == "open" and queries.may_object(viewer, notice_id),
            "own": "" if viewer.posts else NOT_OWN,
        },
    )


urlpatterns = [
    path("board/", board, name="board"),
    path("board/<int:notice_id>/", notice, name="notice"),
]
