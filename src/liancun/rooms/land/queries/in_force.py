"""How a contract stands on a day (合同现状), and which ones lie over some plots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from liancun.kernel import DateRange
from liancun.kernel.fields import A
from liancun.rooms.land.fields import CONTRACT, FORM
from liancun.rooms.land.models import ContractEnding, ContractFiling, ContractPlot, LandContract
from liancun.rooms.land.rules import FIRST_TIER, ContractTerms


@dataclass(frozen=True)
class LiveContract:
    """A contract over a plot, in short. `last` is its last day; `state` ahead, live or over."""

    number: A[str, CONTRACT]
    form: A[str, FORM]
    form_name: str
    payer: str
    start: date
    last: date
    state: str


def standing(rows: "QuerySet[LandContract]") -> Any:
    """Contracts with `last`, their last day with an early ending taken in, and `filed_on`."""
    ended = ContractEnding.objects.filter(contract=OuterRef("pk")).values("ended_on")
    filed = ContractFiling.objects.filter(contract=OuterRef("pk")).values("filed_on")
    return rows.annotate(last=Coalesce(Subquery(ended), F("end")), filed_on=Subquery(filed))


def state_on(start: date, last: date, on: date) -> str:
    """ahead, live or over."""
    if on < start:
        return "ahead"
    return "live" if on <= last else "over"


def given_on(day: date) -> Exists:
    """Whether a contract over the plot around it is not over on a day."""
    ended = ContractEnding.objects.filter(contract=OuterRef("contract")).values("ended_on")
    over: Any = ContractPlot.objects.filter(plot=OuterRef("code"))
    return Exists(over.annotate(last=Coalesce(Subquery(ended), F("contract__end"))).filter(last__gte=day))


def live_contracts(
    plots: Iterable[str], *, on: date, over_too: bool = False
) -> dict[str, tuple[LiveContract, ...]]:
    """Plot -> the contracts over it, by number; those that are over only where asked for."""
    ended = ContractEnding.objects.filter(contract=OuterRef("contract")).values("ended_on")
    inside: Any = ContractPlot.objects.filter(plot__in=list(plots)).select_related("contract")
    rows = inside.annotate(last=Coalesce(Subquery(ended), F("contract__end")))
    found: dict[str, list[LiveContract]] = {}
    for row in rows.order_by("contract__start", "contract__number"):
        terms, last = row.contract, row.last
        state = state_on(terms.start, last, on)
        if state != "over" or over_too:
            form = terms.get_form_display()
            short = LiveContract(terms.number, terms.form, form, terms.payer, terms.start, last, state)
            found.setdefault(row.plot, []).append(short)
    return {plot: tuple(each) for plot, each in found.items()}


def first_days(plots: Iterable[str], terms: ContractTerms) -> dict[str, list[DateRange]]:
    """Plot -> the days of the first contracts over it, on which a second may rest."""
    return {
        plot: [DateRange(each.start, each.last) for each in rows if terms.forms.get(each.form) == FIRST_TIER]
        for plot, rows in live_contracts(plots, on=date.max, over_too=True).items()
    }
