"""The three kinds of 户: opened, split, merged, and people moving between them (立户、分户、并户、迁移)."""

from collections.abc import Sequence
from datetime import date, timedelta

from liancun.base import guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.actions.dated import TOWN, end_before, open_on, put_in_place, standing
from liancun.rooms.registry.actions.people import enter_person, person_card
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


def _must_live(party: str, day: date) -> None:
    """Refuse nobody, somebody not yet born on the day, and somebody who had died before it."""
    person = Person.objects.filter(code=party).values("born_on", "died_on").first()
    if person is None:
        raise Refusal("registry.no_such_person", value=party)
    if day < person["born_on"]:
        raise Refusal("registry.before_birth", value=party, day=str(day))
    if person["died_on"] and day > person["died_on"]:
        raise Refusal("registry.is_dead", value=party, day=str(person["died_on"]))


def _member(a: Act, row: Household, party: str, is_head: bool, start: date) -> None:
    _must_live(party, start)
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


def record_birth(
    household: str,
    code: str,
    *,
    name: str,
    sex: str,
    born_on: date,
    by: Viewer,
    on: date,
    id_number: str = "",
    registered: str = "",
    document: str = "",
) -> None:
    """Enter a child into the household it was born into (出生登记), and into a registered one if named.

    The child belongs to it from the day of birth, or from the household's first day where that is later.
    """
    if born_on > on:
        raise Refusal("registry.not_yet", day=str(born_on))
    card = person_card(name, sex, born_on, id_number)
    homes = [_household(each, born_on) for each in dict.fromkeys((household, registered)) if each]
    if len({home.kind for home in homes}) < len(homes):
        raise Refusal("registry.same_kind_twice", number=household, other=registered)
    village = homes[0].village_code
    with guards.refusing(), act("registry.record_birth", TOWN, by=by, on=on, village_code=village) as a:
        enter_person(a, code, card, village)
        for home in homes:
            start = max(born_on, home.start)
            _member(a, home, code, False, start)
            _must_have_one_head(home, start)
        a.ref = f"household:{household}"
        a.params = {"party": code, "document": document}


def set_head(household: str, party: str, *, start: date, by: Viewer, on: date, document: str = "") -> None:
    """Make one of a household its head from a day on (变更户主); whoever was is a member from then."""
    row = _household(household, start)
    with guards.refusing(), act("registry.set_head", TOWN, by=by, on=on, village_code=row.village_code) as a:
        inside = open_on(HouseholdMember.objects.filter(household=household), start)
        found = list(inside.filter(party=party))
        if not found:
            raise Refusal("registry.not_of_household", number=household)
        before = list(inside.filter(is_head=True).exclude(party=party))
        if any(each.is_head for each in found):
            raise Refusal("registry.is_head", value=party)
        end_before(a, [*found, *before], start)
        _member(a, row, party, True, start)
        for each in before:
            _member(a, row, each.party, False, start)
        _must_have_one_head(row, start)
        a.ref = f"household:{household}"
        a.params = {"party": party, "document": document}


def move_person(
    party: str,
    *,
    to: str,
    start: date,
    by: Viewer,
    on: date,
    is_head: bool = False,
    document: str = "",
) -> None:
    """Move a person into a household from a day on (迁入); they leave the one of that kind the day before."""
    row = _household(to, start)
    verb = "registry.move_person"
    with guards.refusing(), act(verb, TOWN, by=by, on=on, village_code=row.village_code) as a:
        _leave(a, row.kind, party, start)
        _member(a, row, party, is_head, start)
        _must_have_one_head(row, start)
        a.ref = f"household:{to}"
        a.params = {"party": party, "document": document}


def split_household(
    code: str,
    *,
    new_code: str,
    head: str,
    others: Sequence[str] = (),
    start: date,
    by: Viewer,
    on: date,
    contracting: str = "",
    document: str = "",
) -> None:
    """Split a household (分户): those named leave for a new one of the same kind, linked to the old.

    `contracting` is the contracting household (承包户) the new one is, if any: one that stands is linked as
    the same home; under a new code those named leave the contracting household they were in.
    """
    old = _household(code, start)
    verb = "registry.split_household"
    with guards.refusing(), act(verb, TOWN, by=by, on=on, village_code=old.village_code) as a:
        people = tuple(dict.fromkeys((head, *others)))
        _part(a, old, new_code, people, start)
        if contracting:
            _contracting(a, contracting, new_code, people, start)
        a.ref = f"household:{new_code}"
        a.params = {"from": code, "document": document}


def _part(a: Act, old: Household, new_code: str, people: Sequence[str], start: date) -> None:
    """The people named, the head first, leave a household for a new one of its kind."""
    _must_be_free(new_code)
    stamp = a.stamp(old.village_code)
    new = Household.objects.create(code=new_code, kind=old.kind, start=start, **stamp)
    rows = open_on(HouseholdMember.objects.filter(household=old.code, party__in=people), start)
    if {row.party for row in rows} != set(people):
        raise Refusal("registry.not_of_household", number=old.code)
    end_before(a, rows, start)
    for party in people:
        _member(a, new, party, party == people[0], start)
    HouseholdLink.objects.create(household=old.code, other=new_code, kind="split", since=start, **stamp)
    _must_have_one_head(old, start)


def _contracting(a: Act, code: str, home: str, people: Sequence[str], start: date) -> None:
    """Link a home with its contracting household, parting that from the one they were in if it is new."""
    row = open_on(Household.objects.filter(code=code), start).first()
    if row is None:
        kind = Household.Kind.CONTRACTING
        homes = open_on(Household.objects.filter(kind=kind), start)
        inside = open_on(HouseholdMember.objects.filter(party__in=people), start).values("household")
        before = homes.filter(code__in=inside).first()
        if before is None:
            raise Refusal("registry.no_such_household", value=code)
        members = HouseholdMember.objects.filter(household=before.code, party__in=people)
        here = set(open_on(members, start).values_list("party", flat=True))
        row = before
        _part(a, before, code, [each for each in people if each in here], start)
    if row.kind != Household.Kind.CONTRACTING:
        raise Refusal("registry.not_contracting", number=code)
    stamp = a.stamp(row.village_code)
    HouseholdLink.objects.create(household=home, other=code, kind="same", since=start, **stamp)


def merge_households(code: str, *, into: str, start: date, by: Viewer, on: date, document: str = "") -> None:
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
        a.params = {"from": code, "document": document}
