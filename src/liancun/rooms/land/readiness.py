"""What land money begins with (土地的齐备)."""

from collections.abc import Collection, Mapping
from datetime import date

from liancun.base.readiness import NONE, Found, Look, Stock, added, held
from liancun.rooms.land.models import LandContract, Plot, PlotRight
from liancun.rooms.registry.facts import collectives, village_of_collective


def _of_all(look: Look) -> Look:
    """A collective's own; of all collectives for a cooperative, which contracts for the plots of each."""

    def found(orgs: Collection[str], first: date, last: date) -> Mapping[str, Found]:
        every = look(collectives(), first, last)
        whole = added(every.values())
        return {org: every.get(org, NONE) if village_of_collective(org) else whole for org in orgs}

    return found


STOCKS = (
    Stock(
        "land.plots",
        ("village_collective",),
        _of_all(held(Plot)),
        "plots",
    ),
    Stock(
        "land.rights",
        ("village_collective",),
        _of_all(held(PlotRight, end="end")),
        "plot_rights",
    ),
    Stock(
        "land.contracts",
        ("head_cooperative",),
        held(LandContract, end="end"),
        "land_contracts",
    ),
)
