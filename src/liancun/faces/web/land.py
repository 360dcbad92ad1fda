"""Land (土地): one plot, one contract, and the contract on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liancun.base import clock, trail
from liancun.base.viewer import Viewer
from liancun.faces.prints import pdf_answer
from liancun.faces.prints.land import contract_print
from liancun.faces.request import Request
from liancun.rooms.land import queries
from liancun.rooms.land.fields import STATES
from liancun.rooms.land.queries.scope import sees_by_post
from liancun.rooms.production import queries as production
from liancun.rooms.registry.queries import cooperatives


def _states() -> dict[str, str]:
    return {code: _(word) for code, word in STATES}


@require_GET
def plot(request: Request, plot_code: str) -> HttpResponse:
    """One plot: what it measures, who held it, which contracts lie over it."""
    viewer: Viewer = request.viewer
    card = queries.plot_card(viewer, plot_code, on=clock.today())
    return render(
        request,
        "web/plot.html",
        {
            "card": card,
            "row": card.row,
            "states": _states(),
            "drawn": _drawn(card.outline),
            "grown": _grown(viewer, plot_code),
            "staff": sees_by_post(viewer, card.row.org_code),
        },
    )


def _grown(viewer: Viewer, code: str) -> tuple[production.PlantingRow, ...]:
    """What stands on the plot, to those whose business the fields are."""
    today = clock.today()
    return tuple(
        row
        for org in cooperatives(viewer, today)
        for row in production.planting_page(viewer, org, on=today, search=code, limit=10).rows
    )


def _drawn(outline: tuple[tuple[str, str], ...]) -> str:
    """The plot's corners as points of a drawing 100 wide or high, north up; '' where it has none."""
    if not outline:
        return ""
    east = [_millionths(point[0]) for point in outline]
    north = [_millionths(point[1]) for point in outline]
    size = max(max(east) - min(east), max(north) - min(north), 1)
    points = (
        ((x - min(east)) * 100 // size, (max(north) - y) * 100 // size)
        for x, y in zip(east, north, strict=True)
    )
    return " ".join(f"{x},{y}" for x, y in points)


def _millionths(degrees: str) -> int:
    whole, _dot, part = degrees.partition(".")
    return int(whole) * 10**6 + int((part + "000000")[:6])


def _card(viewer: Viewer, number: str) -> queries.ContractCard:
    today = clock.today()
    return queries.contract_card(viewer, queries.org_of_contract(viewer, number, on=today), number, on=today)


@require_GET
def contract(request: Request, contract_number: str) -> HttpResponse:
    """One contract: every item, its plots, who has what it pays, how it ended, how it was filed."""
    card = _card(request.viewer, contract_number)
    return render(request, "web/land_contract.html", {"card": card, "row": card.row, "states": _states()})


@require_GET
def contract_pdf(request: Request, contract_number: str) -> HttpResponse:
    """A contract with its plots on paper, to be signed."""
    card = _card(request.viewer, contract_number)
    address = request.build_absolute_uri(reverse("why", args=[card.row.ref]))
    trail.takes(request.viewer, "paper:contract", card.row.org_code, "pdf")
    return pdf_answer(contract_print(card, address, on=clock.today()), f"contract-{contract_number}")


urlpatterns = [
    path("land/plots/<code:plot_code>/", plot, name="plot"),
    path("land/contracts/<code:contract_number>/", contract, name="land_contract"),
    path("land/contracts/<code:contract_number>/contract.pdf", contract_pdf, name="land_contract_pdf"),
]
