"""Contracts by form (流转方式): what lives of each, and what the form of a new one offers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Sum

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.rooms.land import rules
from liancun.rooms.land.models import ContractPlot, LandContract
from liancun.rooms.land.queries.live import standing
from liancun.rooms.land.queries.reach import holder_names, must_reach_any
from liancun.rooms.land.rules import ContractTerms
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class FormTotal:
    """Live contracts of a form and payer (分方式合计): plots, areas as signed, rent of a whole year."""

    form: str
    form_name: str
    payer: str
    payer_name: str
    contracts: int
    plots: int
    area_centimu: int


@dataclass(frozen=True)
class SigningForm:
    """What the form of a new contract offers (拟签合同): forms, payers, plots of the giver not yet in use."""

    clause: str
    forms: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    payers: tuple[tuple[str, str], ...]


def form_totals(viewer: Viewer, org_code: str, *, on: date) -> tuple[FormTotal, ...]:
    """Live contracts in reach by form and payer, with the areas as signed."""
    reach = must_reach_any(viewer, on=on)
    rows = standing(reach.contracts(LandContract.objects.filter(org_code=org_code)))
    live = rows.filter(start__lte=on, last__gte=on)
    inside = ContractPlot.objects.filter(contract__in=live.values("pk"))
    sums = inside.values(form=F("contract__form"), payer=F("contract__payer")).order_by("form", "payer")
    counted = {"c": Count("contract", distinct=True), "n": Count("pk"), "a": Sum("area_centimu")}
    found: list[Any] = list(sums.annotate(**counted))
    known = holder_names(viewer, {each["payer"] for each in found})
    words = dict(LandContract.Form.choices)
    return tuple(
        FormTotal(
            each["form"],
            str(words.get(each["form"], each["form"])),
            each["payer"],
            str(known.get(each["payer"], each["payer"])),
            each["c"],
            each["n"],
            int(each["a"] or 0),
        )
        for each in found
    )


def signing_form(viewer: Viewer, org_code: str, *, on: date) -> SigningForm:
    """What may be signed, to whoever sees the organisation."""
    viewer.must_see(org_code)
    terms = charters.in_force(ContractTerms, on=on, org=org_code)
    words = dict(LandContract.Form.choices)
    payers = registry.org_names(("company", org_code))
    return SigningForm(
        terms.clause,
        tuple((str(words.get(form, form)), form) for form in terms.forms),
        terms.law.items,
        tuple((name, rules.COLLECTIVE + code) for code, name in sorted(payers.items())),
    )
