"""What a town's registry begins with (登记的齐备)."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Model, Q

from liancun.base.readiness import NONE, Found, Look, Stock, by_owner, held
from liancun.base.versions import standing
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.places import village_of_collective

TOWN = (m.Organisation.Kind.TOWN.value,)


def _here(model: type[Model], start: str, end: str = "", **narrowed: str) -> Look:
    """The registry's rows of a collective's village, or of the whole town for any other organisation."""

    def look(orgs: Collection[str], first: date, last: date) -> Mapping[str, Found]:
        rows = model._default_manager.filter(**{f"{start}__lte": last}, **narrowed)
        if end:
            rows = standing(rows).filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first}))
        here = by_owner(rows, start, "village_code")
        whole = Found(
            sum(each.count for each in here.values()),
            max(filter(None, (each.last for each in here.values())), default=None),
        )
        villages = {org: village_of_collective(org) for org in orgs}
        return {org: here.get(village, NONE) if village else whole for org, village in villages.items()}

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
