"""What the faces see of land (土地查询)."""

from liancun.rooms.land.queries.contracts import (
    ClaimRow,
    ContractCard,
    ContractPage,
    ContractRow,
    PlotInside,
    contract_card,
    contract_page,
    contracts_of,
    org_of_contract,
)
from liancun.rooms.land.queries.forms import FormTotal, form_totals
from liancun.rooms.land.queries.in_force import LiveContract
from liancun.rooms.land.queries.map import DrawnPlot, DrawnVillage, PlotMap, plot_map
from liancun.rooms.land.queries.plots import (
    Areas,
    HolderSpan,
    HouseholdLand,
    PlotCard,
    PlotPage,
    PlotRow,
    VillageLand,
    given_land,
    household_land,
    land_by_class,
    paying_area,
    plot_card,
    plot_page,
)
from liancun.rooms.land.queries.scope import reach_of

__all__ = [
    "Areas",
    "ClaimRow",
    "ContractCard",
    "ContractPage",
    "ContractRow",
    "DrawnPlot",
    "DrawnVillage",
    "FormTotal",
    "HolderSpan",
    "HouseholdLand",
    "LiveContract",
    "PlotCard",
    "PlotInside",
    "PlotMap",
    "PlotPage",
    "PlotRow",
    "VillageLand",
    "contract_card",
    "contract_page",
    "contracts_of",
    "form_totals",
    "given_land",
    "household_land",
    "land_by_class",
    "org_of_contract",
    "paying_area",
    "plot_card",
    "plot_map",
    "plot_page",
    "reach_of",
]
