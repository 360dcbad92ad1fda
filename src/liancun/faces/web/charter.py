"""The charter's pages (章程): all decisions, one with its blocks over time and its votes, a proposal."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from liancun.base import charters, clock
from liancun.base.viewer import Viewer
from liancun.charter import Block, Clause, Decision
from liancun.charter.layers import ORGANISATION
from liancun.faces import charter_files, decisions
from liancun.faces.clauses import clause_cards, labels_of
from liancun.faces.fields import Naming
from liancun.faces.request import Request
from liancun.faces.web.forms import Input
from liancun.faces.web.lists import DrawnCard, drawn_card
from liancun.faces.words import all_placed
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import Choice, Spec, _
from liancun.rooms.committee.queries import JointVote
from liancun.rooms.registry.queries import org_names, organisations
from liancun.rooms.settlement import queries as settlement

WHOSE = Choice(_("哪个单位的决定(空着是全镇通用的)"))
ON_YEAR = Choice(_("按哪一年的记录"))
YEARS_BACK = 4
PASTED = "yaml"
"""What pasted text is called where a file has its name."""


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


@dataclass(frozen=True)
class BlockCard:
    """A block as its decision's page draws it: where in time it stands, its votes, what rests on it."""

    seen: decisions.Seen
    state: str
    votes: list[tuple[str, str]]
    joint: list[tuple[str, JointVote]]
    rests: list[str]
    clauses: list[ClauseRow]


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
        return _decision(request, clause)
    rows = []
    assumed: list[ClauseRow] = []
    naming = Naming(request.viewer, "", clock.today())
    for _key, decision in sorted(loaded.decisions.items()):
        latest = decision.blocks[-1]
        open_clauses = [each for each in latest.clauses if each.source == "assumption"]
        money = [each for each in open_clauses if each.money]
        rows.append(DecisionRow(decision, latest, len(open_clauses), len(money)))
        assumed += [row for row in clause_rows(decision, latest, naming) if row.clause in money]
    context = {"rows": rows, "assumed": assumed, "proposes": settlement.may_propose(request.viewer)}
    return render(request, "web/charter.html", context)


def _decision(request: Request, clause: str) -> HttpResponse:
    """The decision that a block is of, with all its blocks; one that is kept alone stands before them."""
    stands = charters.current().find(clause)
    found = stands or charters.block_named(clause)
    if found is None:
        raise Refusal("viewer.not_found")
    decision, here = found
    viewer: Viewer = request.viewer
    org = here.org if here.layer == ORGANISATION else ""
    naming = Naming(viewer, org, clock.today())
    seen = decisions.blocks_of(viewer, here.decision, org=org)
    today = clock.today()
    in_force = next((each.block.id for each in seen if each.block.start <= today), "")
    if not stands:
        seen = (decisions.kept(viewer, here), *seen)
    cards = [
        BlockCard(
            each,
            _state(each.block, here if not stands else None, in_force),
            decisions.votes_told(each),
            [(decisions.joint_said(joint, each.block), joint) for joint in each.joint],
            decisions.rests_on_it(each),
            clause_rows(each.decision, each.block, naming),
        )
        for each in seen
    ]
    context = {
        "decision": decision,
        "here": here,
        "cards": cards,
        "org": org,
        "org_name": org_names([org]).get(org, org),
        "proposes": settlement.may_propose(viewer) and decisions.may_be_decided(here) and bool(in_force),
    }
    return render(request, "web/clause.html", context)


def _state(block: Block, kept: Block | None, in_force: str) -> str:
    """Where in time a block stands, by the name of its badge."""
    if block is kept:
        return "kept"
    return "coming" if block.start > clock.today() else "now" if block.id == in_force else "behind"


@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """Try a proposed decision on a year's records; nothing is stored."""
    viewer: Viewer = request.viewer
    if not settlement.may_propose(viewer):
        raise Refusal("viewer.not_found")
    today = clock.today()
    given = request.POST if request.method == "POST" else request.GET
    org, year = given.get("org", ""), given.get("year", "")
    orgs = [(row.code, row.name) for row in organisations(viewer, on=today) if viewer.sees(row.code)]
    years = [(str(today.year - back), str(today.year - back)) for back in range(YEARS_BACK)]
    context: dict[str, Any] = {
        "inputs": (
            Input(Spec("org", WHOSE, False), org, tuple(orgs)),
            Input(Spec("year", ON_YEAR, False), year or str(today.year - 1), tuple(years)),
        ),
        "text": request.POST.get("text", ""),
        "problems": (),
    }
    if request.method == "GET":
        if what := request.GET.get("what", ""):
            context["text"] = charter_files.started(what, org=org, on=today)[1]
        return render(request, "web/propose.html", context)
    status = 200
    try:
        name, context["text"] = _sent(request)
        context["found"] = found = settlement.propose(
            viewer, context["text"], file=name, org_code=org, year=_year(year), on=today
        )
        context["sentences"] = [(kind, decisions.kind_said(kind, found.year)) for kind in found.kinds]
    except BadInput as bad:
        context["problems"], status = all_placed(bad), 400
    except Refusal as refusal:
        if refusal.code in ("viewer.not_found", "organisation.unknown"):
            raise
        context["refusal"], status = refusal.reason, 403
    return render(request, "web/propose.html", context, status=status)


def _sent(request: Request) -> tuple[str, str]:
    """The name and the text of what was sent: a file, or what was typed."""
    file = request.FILES.get("file")
    if file is None:
        text = request.POST.get("text", "")
        name = gettext("提案")
        return name, charter_files.sized(text.encode(), name)
    name = file.name or PASTED
    return name, charter_files.sized(file.read(charter_files.FILE_BYTES_MOST + 1), name)


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadInput([Problem.of("field.span", column=gettext("年份"), value=text[:40])])
    return int(text)


urlpatterns = [
    path("charter/", charter, name="charter"),
    path("charter/propose", propose, name="propose"),
]
