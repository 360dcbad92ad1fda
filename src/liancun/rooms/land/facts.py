"""What rules and checks see of land (土地事实): plots over time, who holds them, contracts, claims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base import charters
from liancun.base.request_cache import once
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.land.models import ContractEnding, ContractPlot, LandContract, PlotRight
from liancun.rooms.land.models import Plot as PlotRow
from liancun.rooms.land.rules import (
    EXPROPRIATED,
    FIRST_TIER,
    SECOND_TIER,
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

COLUMNS = (
    "village_code",
    "land_class",
    "slope_deg",
    "contract_centimu",
    "registered_centimu",
    "measured_centimu",
)
"""What a plot may be another of from a day on, in the order of `Plot`."""


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
    """A contract with the days it really runs (合同现状), an early ending taken in.

    `tier` is its form's when it was signed: a second rests on a first.
    """

    number: str
    form: str
    tier: str
    giver: str
    payer: str
    rate_fen: int
    days: DateRange
    plots: tuple[str, ...]
    village_code: str
    use: str


def watched(org_code: str) -> Iterable[str]:
    """Who keeps contracts, every collective's plots, and the registry."""
    return (org_code, *registry.owners(), *registry.collectives(), *contract_keepers())


def contract_keepers() -> Iterable[str]:
    """The organisations that keep contracts over land."""
    return LandContract.objects.order_by("org_code").values_list("org_code", flat=True).distinct()


@once
def plot_history(asof: Watermark, plot: str = "") -> Mapping[str, tuple[Plot, ...]]:
    """Plot -> what it was, from its first day on, one after the other; of one alone where it is named."""
    by_start: dict[str, dict[date, tuple[Any, ...]]] = {}
    rows = asof.limit(PlotRow.objects.all()).order_by("mark", "pk")
    if plot:
        rows = rows.filter(code=plot)
    for code, start, *row in rows.values_list("code", "start", *COLUMNS):
        by_start.setdefault(code, {})[start] = tuple(row)
    found: dict[str, tuple[Plot, ...]] = {}
    for code, starts in sorted(by_start.items()):
        ordered = sorted(starts)
        found[code] = tuple(
            Plot(*(code, *starts[start], _until(start, after)))
            for start, after in zip(ordered, [*ordered[1:], None], strict=True)
        )
    return found


def _until(start: date, after: date | None) -> DateRange:
    return DateRange(start) if after is None else clipped(DateRange(start), after)


def plots_on(day: date, asof: Watermark) -> dict[str, Plot]:
    """Plot -> what it is on a day; plots of later days are left out."""
    return {code: each for code, past in plot_history(asof).items() for each in past if each.days.holds(day)}


@once
def rights(asof: Watermark) -> Mapping[str, tuple[Right, ...]]:
    """Plot -> who held it, one after the other; what the state took is nobody's from the next day on."""
    rows = asof.limit(PlotRight.objects.all()).order_by("mark", "pk")
    names = ("plot", "holder", "start", "end")
    found = (
        Right(plot, holder, DateRange(start, end)) for plot, holder, start, end in rows.values_list(*names)
    )
    return rights_by_day(found, expropriated(asof))


@once
def expropriated(asof: Watermark) -> Mapping[str, tuple[date, ...]]:
    """Plot -> the last days before the state took it (征收), as its contracts' endings say."""
    taken = dict(
        asof.limit(ContractEnding.objects.filter(reason=EXPROPRIATED)).values_list("contract", "ended_on")
    )
    inside = asof.limit(ContractPlot.objects.filter(contract__in=list(taken))) if taken else ()
    found: dict[str, tuple[date, ...]] = {}
    for row in inside:
        found[row.plot] = tuple(sorted({*found.get(row.plot, ()), taken[row.contract_id]}))
    return found


@once
def contracts(org_code: str, asof: Watermark) -> tuple[Contract, ...]:
    """Every contract of an organisation, by number."""
    rows = list(asof.limit(LandContract.objects.filter(org_code=org_code)).order_by("number"))
    ended = dict(
        asof.limit(ContractEnding.objects.filter(org_code=org_code)).values_list("contract", "ended_on")
    )
    plots: dict[int, list[str]] = {}
    inside = asof.limit(ContractPlot.objects.filter(org_code=org_code)).order_by("pk")
    for contract, plot in inside.values_list("contract", "plot"):
        plots.setdefault(contract, []).append(plot)
    forms = _forms_on({row.signed_on for row in rows}, org_code)
    return tuple(
        Contract(
            row.number,
            row.form,
            forms[row.signed_on].get(row.form, ""),
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


def _forms_on(days: Iterable[date], org_code: str) -> dict[date, Mapping[str, str]]:
    """Day -> the tier of each form of contract by the charter of that day."""
    return {day: charters.in_force(ContractTerms, on=day, org=org_code).forms for day in days}


def held_plots(org_code: str, asof: Watermark, terms: ContractTerms) -> tuple[Held, ...]:
    """Every plot of every contract, with its tier by some terms and its days."""
    return tuple(
        Held(each.number, plot, terms.forms.get(each.form, ""), each.days)
        for each in contracts(org_code, asof)
        for plot in each.plots
    )


def claims(org_code: str, contract: Contract, asof: Watermark) -> tuple[Claim, ...]:
    """Who has what a contract pays, plot by plot and day by day; for many contracts see `all_claims`."""
    return claims_of(
        contract.number, contract.plots, contract.days, rights(asof), _under(contract, org_code, asof)
    )


@once
def first_days(org_code: str, asof: Watermark) -> Mapping[str, tuple[DateRange, ...]]:
    """Plot -> the days of the first contracts over it, on which a second may rest."""
    found: dict[str, tuple[DateRange, ...]] = {}
    for each in contracts(org_code, asof):
        if each.tier == FIRST_TIER:
            for plot in each.plots:
                found[plot] = (*found.get(plot, ()), each.days)
    return found


def _under(contract: Contract, org_code: str, asof: Watermark) -> Mapping[str, tuple[DateRange, ...]] | None:
    return first_days(org_code, asof) if contract.tier == SECOND_TIER else None


def all_claims(org_code: str, asof: Watermark) -> Mapping[str, tuple[Claim, ...]]:
    """Contract number -> its claims, for every contract of an organisation; the rights are read once."""
    held = rights(asof)
    found = contracts(org_code, asof)
    return {
        each.number: claims_of(each.number, each.plots, each.days, held, _under(each, org_code, asof))
        for each in found
    }
