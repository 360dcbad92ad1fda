"""What a town's registry begins with (登记的齐备)."""

from datetime import date

from django.db.models import Count, Max, Model, Q

from liancun.base.readiness import Found, Look, Stock, held
from liancun.base.versions import standing
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.places import village_of_collective

TOWN = (m.Organisation.Kind.TOWN.value,)


def _here(model: type[Model], start: str, end: str = "", **narrowed: str) -> Look:
    """The registry's rows of a collective's village, or of the whole town for any other organisation."""

    def look(org_code: str, first: date, last: date) -> Found:
        rows = model._default_manager.filter(**{f"{start}__lte": last}, **narrowed)
        if village := village_of_collective(org_code):
            rows = rows.filter(village_code=village)
        if end:
            rows = standing(rows).filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first}))
        told = rows.aggregate(count=Count("pk"), last=Max(start))
        return Found(told["count"], told["last"])

    return look


STOCKS = (
    Stock("registry.people", TOWN, _here(m.Person, "on"), "people"),
    Stock(
        "registry.living",
        TOWN,
        _here(m.Household, "start", "end", kind=m.Household.Kind.LIVING),
        "households",
    ),
    Stock(
        "registry.household_members",
        TOWN,
        _here(m.HouseholdMember, "start", "end"),
        "household_members",
    ),
    Stock(
        "registry.contracting",
        TOWN,
        _here(m.Household, "start", "end", kind=m.Household.Kind.CONTRACTING),
        "households",
    ),
    Stock("registry.posts", TOWN, _here(m.Post, "start", "end"), "posts"),
    Stock("registry.duties", TOWN, _here(m.GridDuty, "start", "end"), "duties"),
    Stock("registry.accounts", TOWN, _here(m.PayeeAccount, "start", "end"), "accounts"),
    Stock(
        "registry.members",
        ("head_cooperative",),
        held(m.Membership, end="end"),
        "memberships",
    ),
)
