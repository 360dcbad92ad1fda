"""What a town's registry begins with (登记的齐备)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Max, Model, Q, QuerySet, Value

from liancun.base.readiness import NONE, Found, Look, Stock, added, held
from liancun.base.request_cache import once
from liancun.base.versions import standing
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.places import village_of_collective

TOWN = (m.Organisation.Kind.TOWN.value,)


@dataclass(frozen=True)
class _Rows:
    """The rows of a table that a stock counts (登记的一类): by the day they began, to the day they end."""

    model: type[Model]
    start: str
    end: str = ""
    kind: str = ""

    def within(self, first: date, last: date) -> QuerySet[Any]:
        """Those that hold on some day of a span."""
        rows: QuerySet[Any] = self.model._default_manager.filter(**{f"{self.start}__lte": last})
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.end:
            rows = standing(rows).filter(
                Q(**{f"{self.end}__isnull": True}) | Q(**{f"{self.end}__gte": first})
            )
        return rows


HELD = {
    "registry.people": _Rows(m.Person, "on"),
    "registry.living": _Rows(m.Household, "start", "end", m.Household.Kind.LIVING),
    "registry.household_members": _Rows(m.HouseholdMember, "start", "end"),
    "registry.contracting": _Rows(m.Household, "start", "end", m.Household.Kind.CONTRACTING),
    "registry.posts": _Rows(m.Post, "start", "end"),
    "registry.duties": _Rows(m.GridDuty, "start", "end"),
    "registry.accounts": _Rows(m.PayeeAccount, "start", "end"),
}
"""What of each stock is counted."""


@once
def _counted(first: date, last: date) -> Mapping[str, Mapping[str, Found]]:
    """Stock -> village -> what there is: one question for the whole register."""
    asked = [
        rows.within(first, last)
        .order_by()
        .annotate(stock=Value(name, output_field=CharField()))
        .values_list("stock", "village_code")
        .annotate(count=Count("pk"), last=Max(rows.start))
        for name, rows in HELD.items()
    ]
    found: dict[str, dict[str, Found]] = {name: {} for name in HELD}
    for name, village, count, day in asked[0].union(*asked[1:], all=True):
        found[name][village] = Found(count, day)
    return found


def _here(name: str) -> Look:
    """The registry's rows of a collective's village, or of the whole town for any other organisation."""

    def look(orgs: Collection[str], first: date, last: date) -> Mapping[str, Found]:
        here = _counted(first, last)[name]
        whole, villages = added(here.values()), {org: village_of_collective(org) for org in orgs}
        return {org: here.get(village, NONE) if village else whole for org, village in villages.items()}

    return look


STOCKS = (
    *(
        Stock(name, TOWN, _here(name), workbook)
        for name, workbook in (
            ("registry.people", "people"),
            ("registry.living", "households"),
            ("registry.household_members", "household_members"),
            ("registry.contracting", "households"),
            ("registry.posts", "posts"),
            ("registry.duties", "duties"),
            ("registry.accounts", "accounts"),
        )
    ),
    Stock("registry.members", ("head_cooperative",), held(m.Membership, end="end"), "memberships"),
)
