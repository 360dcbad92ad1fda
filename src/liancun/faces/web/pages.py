"""Pages that belong to no single room: why a figure is what it is (为什么)."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import clock, references, startup
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.faces.cards import links_of, trace_card
from liancun.faces.fields import Naming
from liancun.faces.request import Request
from liancun.faces.web.lists import drawn_card
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import PaymentRow
from liancun.rooms.sheets import queries as sheets

DECIDED_BY = {"doubt": ("registry.decide_doubt",), "slip_doubt": ("deliveries.decide_weighing_doubt",)}
"""The acts that decide what has no page of its own but this one."""


@require_GET
def why(request: Request, ref: str) -> HttpResponse:
    """What a figure rests on, one step down (为什么)."""
    viewer: Viewer = request.viewer
    trace = references.resolve(viewer, ref)
    naming = Naming(viewer, trace.org_code, clock.today())
    return render(
        request,
        "web/why.html",
        {
            "trace": trace,
            "card": drawn_card(trace_card(trace, naming)),
            "links": links_of(viewer, trace.parents),
            "key": trace.ref.partition(":")[2],
            "decided_by": DECIDED_BY.get(trace.ref.partition(":")[0], ()),
            "payment": _undoable(viewer, trace.ref),
            "undecided": _undecided(viewer, trace.ref),
            "whole": trace.parents or not references.resolve(SYSTEM, ref).parents,
        },
    )


def _undoable(viewer: Viewer, ref: str) -> PaymentRow | None:
    """The payment of a reference that this viewer may undo: it has no page of its own."""
    kind, _colon, key = ref.partition(":")
    row = settlement.payment(viewer, int(key)) if kind == "payment" else None
    return row if row and settlement.may_undo(viewer, row) else None


def _undecided(viewer: Viewer, ref: str) -> sheets.Undecided | None:
    """What a phone sent and this viewer may decide: the page shows both sides."""
    kind, _colon, key = ref.partition(":")
    return sheets.undecided(viewer, int(key), on=clock.today()) if kind == "sheet_item" else None


@require_GET
def healthz(request: Request) -> JsonResponse:
    """Whether the site can answer (健康检查), for whatever watches it; of the data it says nothing."""
    state = startup.state()
    ready = state == "current"
    return JsonResponse({"status": "ok" if ready else state}, status=200 if ready else 503)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("why/<ref:ref>", why, name="why"),
]
