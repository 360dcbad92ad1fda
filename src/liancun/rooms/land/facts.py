"""What rules and checks see of land (土地事实): plots over time, who holds them, contracts, claims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from liancun.base.looking import once
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.land.models import ContractEnding, ContractPlot, LandContract, PlotRight
from liancun.rooms.land.models import Plot as PlotRow
from liancun.rooms.land.rules import (
    AreaKind,
    Claim,
    ContractTerms,
    Held,
    Right,
    claims_of,
    clipped,
    rights_by_day,
)
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class Plot:
    """A plot as it was over some days (地块), areas in hundredths of a mu."""

    code: str
    village_code: str
    land_class: str
    slope_deg: int
    contract_centimu: int
    registered_centimu: int
    measured_centimu: int
    days: DateRange

    def area(self, kind: AreaKind) -> int:
        """One of its three areas."""
        if kind == "measured":
            return self.measured_centimu
        return self.registered_centimu if kind == "registered" else self.contract_centimu


@dataclass(frozen=True)
class Contract:
    """A contract with the days it really runs (合同现状), an early ending taken in."""

    number: str
    form: str
    giver: str
    payer: str
    rate_fen: int
    days: DateRange
    plots: tuple[str, ...]
    village_code: str
    use: str


def watched(org_code: str) -> Iterable[str]:
    """The contracts' organisation, every collective's plots, and the registry."""
    return (org_code, registry.TOWN, *registry.collectives())


@once
def plot_history(asof: Watermark, plot: str = "") -> Mapping[str, tuple[Plot, ...]]:
    """Plot -> what it was, from its first day on, one after the other; of one alone where it is named."""
    by_start: dict[str, dict[date, PlotRow]] = {}
    rows = asof.limit(PlotRow.objects.defer("outline", "boundary")).order_by("mark", "pk")
    for row in (rows.filter(code=plot) if plot else rows).iterator():
        by_start.setdefault(row.code, {})[row.start] = row
    found: dict[str, tuple[Plot, ...]] = {}
    for code, starts in sorted(by_start.items()):
        ordered = [starts[start] for start in sorted(starts)]
        found[code] = tuple(
            Plot(
                code,
                row.village_code,
                row.land_class,
                row.slope_deg,
                row.contract_centimu,
                row.registered_centimu,
                row.measured_centimu,
                DateRange(row.start) if after is None else clipped(DateRange(row.start), after.start),
            )
            for row, after in zip(ordered, [*ordered[1:], None], strict=True)
        )
    return found


def plots_on(day: date, asof: Watermark) -> dict[str, Plot]:
    """Plot -> what it is on a day; plots of later days are left out."""
    return {code: each for code, past in plot_history(asof).items() for each in past if each.days.holds(day)}


@once
def rights(asof: Watermark) -> Mapping[str, tuple[Right, ...]]:
    """Plot -> who held it, one after the other."""
    rows = asof.limit(PlotRight.objects.all()).order_by("mark", "pk")
    names = ("plot", "holder", "start", "end")
    return rights_by_day(
        Right(plot, holder, DateRange(start, end)) for plot, holder, start, end in rows.values_list(*names)
    )


@once
def contracts(org_code: str, asof: Watermark) -> tuple[Contract, ...]:
    """Every contract of an organisation, by number."""
    rows = asof.limit(LandContract.objects.filter(org_code=org_code)).order_by("number")
    ended = dict(
        asof.limit(ContractEnding.objects.filter(org_code=org_code)).values_list("contract", "ended_on")
    )
    plots: dict[int, list[str]] = {}
    inside = asof.limit(ContractPlot.objects.filter(org_code=org_code)).order_by("pk")
    for contract, plot in inside.values_list("contract", "plot"):
        plots.setdefault(contract, []).append(plot)
    return tuple(
        Contract(
            row.number,
            row.form,
            row.giver,
            row.payer,
            row.rate_fen,
            DateRange(row.start, min(row.end, ended.get(row.pk, row.end))),
            tuple(plots.get(row.pk, ())),
            row.village_code,
            row.use,
        )
        for row in rows
    )


def held_plots(org_code: str, asof: Watermark, terms: ContractTerms) -> tuple[Held, ...]:
    """Every plot of every contract, with its tier and days."""
    return tuple(
        Held(each.number, plot, terms.forms.get(each.form, ""), each.days)
        for each in contracts(org_code, asof)
        for plot in each.plots
    )


def claims(contract: Contract, asof: Watermark) -> tuple[Claim, ...]:
    """Who has what a contract pays, plot by plot and day by day; for many contracts see `all_claims`."""
    return claims_of(contract.number, contract.plots, contract.days, rights(asof))


def all_claims(org_code: str, asof: Watermark) -> Mapping[str, tuple[Claim, ...]]:
    """Contract number -> its claims, for every contract of an organisation; the rights are read once."""
    held = rights(asof)
    found = contracts(org_code, asof)
    return {each.number: claims_of(each.number, each.plots, each.days, held) for each in found}
