"""The three kinds of 户: opened, split, merged, and people moving between them (立户、分户、并户、迁移)."""

from collections.abc import Sequence
from datetime import date, timedelta

from liancun.base import guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.actions.dated import TOWN, end_before, open_on, put_in_place, standing
from liancun.rooms.registry.models import Household, HouseholdLink, HouseholdMember, Person


def _household(code: str, day: date) -> Household:
    """The household as it stands; refuses one that is not there on the day."""
    row = open_on(Household.objects.filter(code=code), day).first()
    if row is None:
        raise Refusal("registry.no_such_household", value=code)
    return row


def _must_be_free(code: str) -> None:
    if Household.objects.filter(code=code).exists():
        raise Refusal("registry.household_taken", number=code)


def _member(a: Act, row: Household, party: str, is_head: bool, start: date) -> None:
    if not Person.objects.filter(code=party).exists():
        raise Refusal("registry.no_such_person", value=party)
    HouseholdMember.objects.create(
        household=row.code, party=party, is_head=is_head, start=start, **a.stamp(row.village_code)
    )


def _leave(a: Act, kind: str, party: str, day: date) -> None:
    """A person is in one household of a kind at a time: the one before ends the day before."""
    homes = standing(Household.objects.filter(kind=kind)).values("code")
    end_before(a, open_on(HouseholdMember.objects.filter(party=party, household__in=homes), day), day)


def _must_have_one_head(row: Household, day: date) -> None:
    inside = list(open_on(HouseholdMember.objects.filter(household=row.code), day).filter(start__lte=day))
    if inside and sum(each.is_head for each in inside) != 1:
        raise Refusal("registry.one_head", number=row.code)


def open_household(
    code: str,
    *,
    kind: str,
    village_code: str,
    head: str,
    others: Sequence[str] = (),
    start: date,
    by: Viewer,
    on: date,
) -> None:
    """Open a household of one of the three kinds (立户) with its head (户主) and the others in it."""
    with (
        guards.refusing(),
        act("registry.open_household", TOWN, by=by, on=on, village_code=village_code) as a,
    ):
        _must_be_free(code)
        row = Household.objects.create(code=code, kind=kind, start=start, **a.stamp(village_code))
        for party in (head, *others):
            _leave(a, kind, party, start)
            _member(a, row, party, party == head, start)
        a.ref = f"household:{code}"


def move_person(party: str, *, to: str, start: date, by: Viewer, on: date, is_head: bool = False) -> None:
    """Move a person into a household from a day on (迁入); they leave the one of that kind the day before."""
    row = _household(to, start)
    verb = "registry.move_person"
    with guards.refusing(), act(verb, TOWN, by=by, on=on, village_code=row.village_code) as a:
        _leave(a, row.kind, party, start)
        _member(a, row, party, is_head, start)
        _must_have_one_head(row, start)
        a.ref = f"household:{to}"
        a.params = {"party": party}


def split_household(
    code: str, *, new_code: str, head: str, others: Sequence[str] = (), start: date, by: Viewer, on: date
) -> None:
    """Split a household (分户): those named leave for a new one of the same kind, linked to the old."""
    old = _household(code, start)
    verb = "registry.split_household"
    with guards.refusing(), act(verb, TOWN, by=by, on=on, village_code=old.village_code) as a:
        _must_be_free(new_code)
        stamp = a.stamp(old.village_code)
        new = Household.objects.create(code=new_code, kind=old.kind, start=start, **stamp)
        leaving = {head, *others}
        rows = open_on(HouseholdMember.objects.filter(household=code, party__in=leaving), start)
        if {row.party for row in rows} != leaving:
            raise Refusal("registry.not_of_household", number=code)
        end_before(a, rows, start)
        for party in (head, *others):
            _member(a, new, party, party == head, start)
        HouseholdLink.objects.create(household=code, other=new_code, kind="split", since=start, **stamp)
        _must_have_one_head(old, start)
        a.ref = f"household:{new_code}"
        a.params = {"from": code}


def merge_households(code: str, *, into: str, start: date, by: Viewer, on: date) -> None:
    """Merge a household into another of its kind and village (并户); it ends the day before."""
    old, new = _household(code, start), _household(into, start)
    if (old.kind, old.village_code) != (new.kind, new.village_code) or code == into:
        raise Refusal("registry.merge_unlike", number=code, other=into)
    verb = "registry.merge_households"
    with guards.refusing(), act(verb, TOWN, by=by, on=on, village_code=old.village_code) as a:
        rows = list(open_on(HouseholdMember.objects.filter(household=code), start))
        end_before(a, rows, start)
        HouseholdMember.objects.bulk_create(
            HouseholdMember(household=into, party=row.party, start=start, **a.stamp(new.village_code))
            for row in rows
        )
        put_in_place(a, old, end=start - timedelta(days=1))
        HouseholdLink.objects.create(
            household=code, other=into, kind="merged", since=start, **a.stamp(old.village_code)
        )
        a.ref = f"household:{into}"
        a.params = {"from": code}
