"""What land money begins with (土地的齐备)."""

from liancun.base.readiness import Look, Stock, held
from liancun.rooms.land.models import LandContract, Plot, PlotRight
from liancun.rooms.registry.facts import village_of_collective


def _of_all(look: Look, everybodys: Look) -> Look:
    """A collective's own; of all collectives for a cooperative, which contracts for the plots of each."""
    return lambda org_code, first, last: (look if village_of_collective(org_code) else everybodys)(
        org_code, first, last
    )


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
