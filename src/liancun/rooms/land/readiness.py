"""What land money begins with (土地的齐备)."""

from collections.abc import Collection, Mapping
from datetime import date

from liancun.base.readiness import Found, Look, Stock, held
from liancun.rooms.land.models import LandContract, Plot, PlotRight
from liancun.rooms.registry.facts import village_of_collective


def _of_all(look: Look, everybodys: Look) -> Look:
    """A collective's own; of all collectives for a cooperative, which contracts for the plots of each."""

    def found(orgs: Collection[str], first: date, last: date) -> Mapping[str, Found]:
        own = [org for org in orgs if village_of_collective(org)]
        others = [org for org in orgs if org not in own]
        return {
            **(look(own, first, last) if own else {}),
            **(everybodys(others, first, last) if others else {}),
        }

    return found


STOCKS = (
    Stock(
        "land.plots",
        ("village_collective",),
        _of_all(held(Plot), held(Plot, own=False)),
        "plots",
    ),
    Stock(
        "land.rights",
        ("village_collective",),
        _of_all(held(PlotRight, end="end"), held(PlotRight, end="end", own=False)),
        "plot_rights",
    ),
    Stock(
        "land.contracts",
        ("head_cooperative",),
        held(LandContract, end="end"),
        "land_contracts",
    ),
)
