"""Pages that belong to no single room: the charter, why a figure is what it is (总览、章程、为什么)."""

from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import charters, clock, references, startup
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.charter import Block, Clause, Decision
from liancun.faces.cards import links_of, trace_card
from liancun.faces.clauses import clause_cards, labels_of
from liancun.faces.fields import Naming
from liancun.faces.request import Request
from liancun.faces.web.lists import DrawnCard, drawn_card
from liancun.kernel import Refusal
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import PaymentRow


@dataclass(frozen=True)
class DecisionRow:
    """One decision as the list shows it."""

    decision: Decision
    latest: Block
    assumptions: int
    money: int


@dataclass(frozen=True)
class ClauseRow:
    """One clause as a page draws it: of which decision, what it is called and what it says."""

    title: str
    block: str
    clause: Clause
    label: str
    card: DrawnCard


def clause_rows(decision: Decision, block: Block, naming: Naming) -> list[ClauseRow]:
    """The clauses of a block in their order."""
    labels, cards = labels_of(block), clause_cards(block, naming)
    return [
        ClauseRow(decision.title, block.id, each, labels[each.name], drawn_card(cards[each.name]))
        for each in block.clauses
    ]


@require_GET
def charter(request: Request) -> HttpResponse:
    """Every decision with its sources; what rests on assumptions and governs money comes first."""
    loaded = charters.current()
    clause = request.GET.get("clause", "")
    if clause:
        return _clause(request, clause)
    rows = []
    assumed: list[ClauseRow] = []
    naming = Naming(request.viewer, "", clock.today())
    for _key, decision in sorted(loaded.decisions.items()):
        latest = decision.blocks[-1]
        open_clauses = [each for each in latest.clauses if each.source == "assumption"]
        money = [each for each in open_clauses if each.money]
        rows.append(DecisionRow(decision, latest, len(open_clauses), len(money)))
        assumed += [row for row in clause_rows(decision, latest, naming) if row.clause in money]
    return render(request, "web/charter.html", {"rows": rows, "assumed": assumed})


def _clause(request: Request, clause: str) -> HttpResponse:
    for decision in charters.current().decisions.values():
        for block in decision.blocks:
            if block.id == clause:
                naming = Naming(request.viewer, block.org, clock.today())
                blocks = [(each, clause_rows(decision, each, naming)) for each in reversed(decision.blocks)]
                return render(
                    request, "web/clause.html", {"decision": decision, "here": block, "blocks": blocks}
                )
    raise Refusal("viewer.not_found")


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
            "payment": _undoable(viewer, trace.ref),
            "whole": trace.parents or not references.resolve(SYSTEM, ref).parents,
        },
    )


def _undoable(viewer: Viewer, ref: str) -> PaymentRow | None:
    """The payment of a reference that this viewer may undo: it has no page of its own."""
    kind, _colon, key = ref.partition(":")
    row = settlement.payment(viewer, int(key)) if kind == "payment" else None
    return row if row and settlement.may_undo(viewer, row) else None


@require_GET
def healthz(request: Request) -> JsonResponse:
    """Whether the site can answer (健康检查), for whatever watches it; of the data it says nothing."""
    state = startup.state()
    ready = state == "current"
    return JsonResponse({"status": "ok" if ready else state}, status=200 if ready else 503)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("charter/", charter, name="charter"),
    path("why/<ref:ref>", why, name="why"),
]
