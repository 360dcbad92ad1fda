"""The three kinds of 户: opened, split, merged, and people moving between them (立户、分户、并户、迁移)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from liancun.base import bulk, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.versions import open_on, standing
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Flag, Many, _
from liancun.rooms.registry.actions.dated import (
    Recorded,
    end_before,
    must_be_the_registry,
    put_in_place,
    the_town,
)
from liancun.rooms.registry.actions.people import enter_person, person_card
from liancun.rooms.registry.facts.lives import must_live
from liancun.rooms.registry.fields import (
    BORN,
    DOCUMENT,
    HOUSEHOLD,
    HOUSEHOLD_CODE,
    HOUSEHOLD_KIND,
    ID_NUMBER,
    NAME,
    PERSON,
    PERSON_CODE,
    SEXES,
    START,
    VILLAGE,
)
from liancun.rooms.registry.models import Household, HouseholdLink, HouseholdMember, Person

OTHERS = Many(_("其他人"), each=PERSON, most=30, help=_("姓名或人员编码,用空格隔开"))
AS_HEAD = Flag(_("作户主"))


MOVE = "registry.move_person"
"""Moving is one act, told of the person or of the household."""


@dataclass(frozen=True, kw_only=True)
class NewHousehold:
    """A household of one of the three kinds, with its head and the others in it (立户)."""

    code: A[str, replace(HOUSEHOLD_CODE, label=_("新户编码"))]
    kind: A[str, HOUSEHOLD_KIND]
    village_code: A[str, VILLAGE]
    head: A[str, replace(PERSON, label=_("户主"))]
    others: A[tuple[str, ...], OTHERS] = ()
    start: A[date, START]


@dataclass(frozen=True, kw_only=True)
class Birth:
    """A child born into a household (出生)."""

    code: A[str, replace(PERSON_CODE, label=_("新编码"))]
    name: A[str, NAME]
    sex: A[str, SEXES]
    born_on: A[date, BORN]
    id_number: A[str | None, ID_NUMBER] = None
    registered: A[
        str | None,
        replace(HOUSEHOLD, label=_("上户口的户籍户"), of="registry.registered_households"),
    ] = None
    document: A[str, replace(DOCUMENT, help=_("出生医学证明的编号"))] = ""


@dataclass(frozen=True, kw_only=True)
class NewHead:
    """Who is the head from when (变更户主)."""

    party: A[str, replace(PERSON, label=_("新户主"))]
    start: A[date, START]
    document: A[str, DOCUMENT] = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """Into which household a person moves, from when (迁移)."""

    to: A[str, replace(HOUSEHOLD, label=_("迁入的户"))]
    start: A[date, START]
    is_head: A[bool, AS_HEAD] = False
    document: A[str, DOCUMENT] = ""


@dataclass(frozen=True, kw_only=True)
class Joining:
    """Who moves into a household, from when (迁入)."""

    party: A[str, PERSON]
    start: A[date, START]
    is_head: A[bool, AS_HEAD] = False
    document: A[str, DOCUMENT] = ""


@dataclass(frozen=True, kw_only=True)
class Parting:
    """Who leaves for a new household; its contracting household if it has one (分户)."""

    new_code: A[str, replace(HOUSEHOLD_CODE, label=_("新户编码"))]
    head: A[str, replace(PERSON, label=_("新户户主"))]
    others: A[tuple[str, ...], replace(OTHERS, label=_("一起分出的人"))] = ()
    start: A[date, START]
    contracting: A[
        str | None,
        replace(HOUSEHOLD, label=_("新户的承包户"), of="registry.contracting_households"),
    ] = None
    document: A[str, DOCUMENT] = ""


@dataclass(frozen=True, kw_only=True)
class Merger:
    """Into which household another is merged, from when (并户)."""

    into: A[str, replace(HOUSEHOLD, label=_("并入的户"))]
    start: A[date, START]
    document: A[str, DOCUMENT] = ""


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
    must_live([(party, start)])
    a.add(
        HouseholdMember,
        household=row.code,
        party=party,
        is_head=is_head,
        start=start,
        **a.stamp(row.village_code),
    )


def _leave(a: Act, kind: str, party: str, day: date) -> None:
    """A person is in one household of a kind at a time: the one before ends the day before."""
    homes = standing(Household.objects.filter(kind=kind)).values("code")
    end_before(a, open_on(HouseholdMember.objects.filter(party=party, household__in=homes), day), day)


def _must_have_one_head(row: Household, day: date) -> None:
    inside = list(open_on(HouseholdMember.objects.filter(household=row.code), day).filter(start__lte=day))
    if inside and sum(each.is_head for each in inside) != 1:
        raise Refusal("registry.one_head", number=row.code)


@offered("registry.open_household", title=_("立户"), path="households", on="households")
def open_household(org_code: str, given: NewHousehold, *, by: Viewer, on: date) -> Recorded:
    """Open a household of one of the three kinds (立户) with its head (户主) and the others in it."""
    must_be_the_registry(org_code)
    village, code = given.village_code, given.code
    with (
        guards.refusing(),
        act("registry.open_household", the_town(), by=by, on=on, village_code=village) as a,
    ):
        _must_be_free(code)
        row = a.add(Household, code=code, kind=given.kind, start=given.start, **a.stamp(village))
        for party in dict.fromkeys((given.head, *given.others)):
            _leave(a, given.kind, party, given.start)
            _member(a, row, party, party == given.head, given.start)
        a.ref = f"household:{code}"
    return Recorded(code, a.ref)


@offered("registry.record_birth", title=_("登记出生"), path="households/{code}/births", of="household")
def record_birth(code: A[str, HOUSEHOLD_CODE], given: Birth, *, by: Viewer, on: date) -> Recorded:
    """Enter a child into the household it was born into (出生登记), and into a registered one if named.

    The child belongs to it from the day of birth, or from the household's first day where that is later.
    """
    if given.born_on > on:
        raise Refusal("registry.not_yet", day=str(given.born_on))
    card = person_card(given.name, given.sex, given.born_on, given.id_number or "")
    codes = dict.fromkeys((code, given.registered or ""))
    homes = [_household(each, given.born_on) for each in codes if each]
    if len({home.kind for home in homes}) < len(homes):
        raise Refusal("registry.same_kind_twice", number=code, other=given.registered or "")
    village = homes[0].village_code
    with guards.refusing(), act("registry.record_birth", the_town(), by=by, on=on, village_code=village) as a:
        enter_person(a, given.code, card, village)
        for home in homes:
            start = max(given.born_on, home.start)
            _member(a, home, given.code, False, start)
            _must_have_one_head(home, start)
        a.ref = f"household:{code}"
        a.params = {"party": given.code, "document": given.document}
    return Recorded(code, a.ref)


@offered("registry.set_head", title=_("变更户主"), path="households/{code}/head", of="household")
def set_head(code: A[str, HOUSEHOLD_CODE], given: NewHead, *, by: Viewer, on: date) -> Recorded:
    """Make one of a household its head from a day on (变更户主); whoever was is a member from then."""
    party, start = given.party, given.start
    row = _household(code, start)
    with (
        guards.refusing(),
        act("registry.set_head", the_town(), by=by, on=on, village_code=row.village_code) as a,
    ):
        inside = open_on(HouseholdMember.objects.filter(household=code), start)
        found = list(inside.filter(party=party))
        if not found:
            raise Refusal("registry.not_of_household", number=code)
        before = list(inside.filter(is_head=True).exclude(party=party))
        if any(each.is_head for each in found):
            raise Refusal("registry.is_head", value=party)
        end_before(a, [*found, *before], start)
        _member(a, row, party, True, start)
        for each in before:
            _member(a, row, each.party, False, start)
        _must_have_one_head(row, start)
        a.ref = f"household:{code}"
        a.params = {"party": party, "document": given.document}
    return Recorded(code, a.ref)


@offered(MOVE, title=_("迁到别的户"), path="people/{code}/move", of="person")
def move_person(code: A[str, PERSON_CODE], given: Move, *, by: Viewer, on: date) -> Recorded:
    """Move a person into a household from a day on (迁入); they leave the one of that kind the day before."""
    joining = Joining(party=code, start=given.start, is_head=given.is_head, document=given.document)
    return Recorded(code, _moved(given.to, joining, by, on))


@offered(
    "registry.join_household",
    title=_("迁入"),
    path="households/{code}/join",
    of="household",
    permit=MOVE,
)
def join_household(code: A[str, HOUSEHOLD_CODE], given: Joining, *, by: Viewer, on: date) -> Recorded:
    """Take a person into a household from a day on (迁入), as `move_person` does."""
    return Recorded(code, _moved(code, given, by, on))


def _moved(to: str, given: Joining, by: Viewer, on: date) -> str:
    row = _household(to, given.start)
    with guards.refusing(), act(MOVE, the_town(), by=by, on=on, village_code=row.village_code) as a:
        _leave(a, row.kind, given.party, given.start)
        _member(a, row, given.party, given.is_head, given.start)
        _must_have_one_head(row, given.start)
        a.ref = f"household:{to}"
        a.params = {"party": given.party, "document": given.document}
    return a.ref


@offered(
    "registry.split_household",
    title=_("分户"),
    ask=_("分户以后,积分和账单分开计。确定吗?"),
    path="households/{code}/split",
    of="household",
)
def split_household(code: A[str, HOUSEHOLD_CODE], given: Parting, *, by: Viewer, on: date) -> Recorded:
    """Split a household (分户): those named leave for a new one of the same kind, linked to the old.

    `contracting` is the contracting household (承包户) the new one is, if any: one that stands is linked as
    the same home; under a new code those named leave the contracting household they were in.
    """
    old = _household(code, given.start)
    verb = "registry.split_household"
    with guards.refusing(), act(verb, the_town(), by=by, on=on, village_code=old.village_code) as a:
        people = tuple(dict.fromkeys((given.head, *given.others)))
        _part(a, old, given.new_code, people, given.start)
        if given.contracting:
            _contracting(a, given.contracting, given.new_code, people, given.start)
        a.ref = f"household:{given.new_code}"
        a.params = {"from": code, "document": given.document}
    return Recorded(code, a.ref)


def _part(a: Act, old: Household, new_code: str, people: Sequence[str], start: date) -> None:
    """The people named, the head first, leave a household for a new one of its kind."""
    _must_be_free(new_code)
    stamp = a.stamp(old.village_code)
    new = a.add(Household, code=new_code, kind=old.kind, start=start, **stamp)
    rows = open_on(HouseholdMember.objects.filter(household=old.code, party__in=people), start)
    if {row.party for row in rows} != set(people):
        raise Refusal("registry.not_of_household", number=old.code)
    end_before(a, rows, start)
    for party in people:
        _member(a, new, party, party == people[0], start)
    a.add(HouseholdLink, household=old.code, other=new_code, kind="split", since=start, **stamp)
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
    a.add(HouseholdLink, household=home, other=code, kind="same", since=start, **stamp)


@offered(
    "registry.merge_households",
    title=_("并入别的户"),
    ask=_("并户以后,这一户终止。确定吗?"),
    path="households/{code}/merge",
    of="household",
)
def merge_households(code: A[str, HOUSEHOLD_CODE], given: Merger, *, by: Viewer, on: date) -> Recorded:
    """Merge a household into another of its kind and village (并户); it ends the day before."""
    into, start = given.into, given.start
    old, new = _household(code, start), _household(into, start)
    if (old.kind, old.village_code) != (new.kind, new.village_code) or code == into:
        raise Refusal("registry.merge_unlike", number=code, other=into)
    verb = "registry.merge_households"
    with guards.refusing(), act(verb, the_town(), by=by, on=on, village_code=old.village_code) as a:
        rows = list(open_on(HouseholdMember.objects.filter(household=code), start))
        end_before(a, rows, start)
        stamp = a.stamp(new.village_code)
        bulk.insert(
            HouseholdMember,
            [HouseholdMember(household=into, party=row.party, start=start, **stamp) for row in rows],
        )
        put_in_place(a, old, end=start - timedelta(days=1))
        a.add(
            HouseholdLink, household=code, other=into, kind="merged", since=start, **a.stamp(old.village_code)
        )
        a.ref = f"household:{into}"
        a.params = {"from": code, "document": given.document}
    return Recorded(code, a.ref)
