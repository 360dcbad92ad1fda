"""What the database refuses here (土地守卫)."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"land.{model}")
    for model in ("Plot", "PlotRight", "LandContract", "ContractPlot", "ContractEnding", "ContractFiling")
)
