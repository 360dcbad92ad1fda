"""Contracts by form (流转方式): what lives of each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Sum

from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Mu, Text, Whole, _
from liancun.rooms.land.fields import FORM
from liancun.rooms.land.models import ContractPlot, LandContract
from liancun.rooms.land.queries.in_force import standing
from liancun.rooms.land.queries.scope import holder_names, must_reach_any, of_org, sees_by_post


@dataclass(frozen=True)
class FormTotal:
    """Live contracts of a form and payer (分方式合计): plots, areas as signed, rent of a whole year."""

    form: A[str, FORM]
    form_name: str
    payer: str
    payer_name: A[str, Text(_("付款方"))]
    contracts: A[int, Whole(_("合同"), of=_("份"))]
    plots: A[int, Whole(_("地块"), of=_("块"))]
    area_centimu: A[int, Mu(_("面积"))]


@listed(
    "land.totals",
    title=_("在用合同合计"),
    sorts=("contracts", "plots", "area_centimu"),
    path="land-totals",
    empty=_("没有在用的合同"),
    serves=sees_by_post,
)
def form_totals(viewer: Viewer, org_code: str, *, on: date) -> tuple[FormTotal, ...]:
    """Live contracts in reach by form and payer, with the areas as signed."""
    reach = must_reach_any(viewer, on=on)
    rows = standing(reach.contracts(of_org(org_code)))
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
