"""What land money begins with (土地的齐备)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Model

from liancun.base.readiness import NONE, Counting, Look, Stock, by_owner, held, holding, together
from liancun.rooms.land.models import LandContract, Plot, PlotRight
from liancun.rooms.registry.facts import village_of_collective


def _of_all(model: type[Model], end: str = "") -> Look:
    """A collective's own; of all collectives for a cooperative, which contracts for the plots of each."""

    def look(orgs: Collection[str], first: date, last: date) -> Counting:
        own = yield by_owner(holding(model, "start", end, first, last), "start")
        whole = together(own.values())
        return {org: own.get(org, NONE) if village_of_collective(org) else whole for org in orgs}

    return look


STOCKS = (
    Stock("land.plots", ("village_collective",), _of_all(Plot), "plots"),
    Stock("land.rights", ("village_collective",), _of_all(PlotRight, "end"), "plot_rights"),
    Stock(
        "land.contracts",
        ("head_cooperative",),
        held(LandContract, end="end"),
        "land_contracts",
    ),
)
