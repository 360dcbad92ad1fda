"""What a town's registry begins with (登记的齐备)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Model

from liancun.base.readiness import NONE, Counting, Look, Stock, by_owner, held, holding, together
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.places import village_of_collective

TOWN = (m.Organisation.Kind.TOWN.value,)


def _here(model: type[Model], start: str, end: str = "", **narrowed: str) -> Look:
    """The registry's rows of a collective's village, or of the whole town for any other organisation."""

    def look(orgs: Collection[str], first: date, last: date) -> Counting:
        here = yield by_owner(holding(model, start, end, first, last, **narrowed), start, "village_code")
        whole = together(here.values())
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
