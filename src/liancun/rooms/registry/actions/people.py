"""People, and who is paid for them (人员、收款)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from liancun.base.acts import Act, act
from liancun.base.crypto import blind_index
from liancun.base.offers import offered
from liancun.base.permits import Grant
from liancun.base.versions import open_on, standing
from liancun.base.viewer import Viewer
from liancun.kernel import DateRange, Refusal
from liancun.kernel.fields import A, Choice, _
from liancun.kernel.identifiers import is_id_number
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions.dated import (
    Recorded,
    end_before,
    must_be_the_registry,
    put_in_place,
    the_town,
)
from liancun.rooms.registry.facts.accounts import Claim, shared, standing_claims
from liancun.rooms.registry.facts.lives import must_live
from liancun.rooms.registry.fields import (
    ACCOUNT,
    BANK,
    BORN,
    DIED,
    DOCUMENT,
    END,
    GROUND,
    ID_NUMBER,
    NAME,
    PERSON_CODE,
    PHONE,
    SEXES,
    START,
    VILLAGE,
)

EDITABLE = ("name", "sex", "born_on", "died_on", "id_number", "phone")
NEEDS_NO_DOCUMENT = frozenset({"phone"})
NAME_LENGTH = 40
KEEP = _("不改的留空")
CLEARED = (("phone", PHONE.label), ("id_number", ID_NUMBER.label))
"""What a card may do without."""


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person as the card first says (登记人员)."""

    code: A[str, PERSON_CODE]
    name: A[str, NAME]
    sex: A[str, SEXES]
    born_on: A[date, BORN]
    village_code: A[str, VILLAGE]
    id_number: A[str | None, ID_NUMBER] = None
    phone: A[str | None, PHONE] = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a person's card should say (更正资料); what is left out stays, what is cleared is taken off."""

    name: A[str | None, replace(NAME, help=KEEP)] = None
    sex: A[str | None, SEXES] = None
    born_on: A[date | None, BORN] = None
    id_number: A[str | None, replace(ID_NUMBER, help=KEEP)] = None
    phone: A[str | None, replace(PHONE, help=KEEP)] = None
    clear: A[str | None, Choice(_("去掉"), CLEARED, help=_("不再有的"))] = None
    document: A[str, replace(DOCUMENT, help=_("只改电话的可不填"))] = ""


@dataclass(frozen=True, kw_only=True)
class Death:
    """When a person died, and what proves it (去世)."""

    died_on: A[date, DIED]
    document: A[str, replace(DOCUMENT, help=_("死亡证明的编号"))]


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account from a day on, by the party's written application (收款账户)."""

    bank: A[str, BANK]
    account: A[str, ACCOUNT]
    start: A[date, START]
    document: A[str, replace(DOCUMENT, help=_("本人书面申请的编号"))]


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Who receives for a party: by written authority, or as heir (代收、继承)."""

    payee: A[
        str,
        Choice(_("由谁收款"), "registry.parties", open=True, most=20, help=_("姓名、单位或编码")),
    ]
    kind: A[str, GROUND]
    document: A[str, replace(DOCUMENT, help=_("委托书、公证书的编号"))]
    start: A[date, START]
    end: A[date | None, END] = None


def must_be_sound(code: str, card: dict[str, Any]) -> None:
    """What a person's card may not say."""
    if not card["name"].strip() or len(card["name"]) > NAME_LENGTH:
        raise Refusal("registry.name_length", most=NAME_LENGTH)
    if card["died_on"] and card["died_on"] < card["born_on"]:
        raise Refusal("registry.died_before_born")
    number = card["id_number"]
    if not number:
        return
    if not is_id_number(number):
        raise Refusal("import.id_number")
    if number[6:14] != card["born_on"].strftime("%Y%m%d"):
        raise Refusal("registry.id_other_birth")
    taken = m.Person.objects.filter(id_index=blind_index(number, "id")).exclude(code=code)
    if taken.exists():
        raise Refusal("registry.id_taken")


def _sealed(card: dict[str, Any]) -> dict[str, Any]:
    """The card with its indexes for exact search."""
    found = dict(card)
    if "id_number" in card:
        found["id_index"] = blind_index(card["id_number"], "id") or None
    if "phone" in card:
        found["phone_index"] = blind_index(card["phone"], "phone")
    return found


@offered("registry.register_person", title=_("登记人员"), path="people", on="people")
def register_person(org_code: str, given: NewPerson, *, by: Viewer, on: date) -> Recorded:
    """Enter a person (登记人员). Two people never share an ID number; its check digit must be right."""
    must_be_the_registry(org_code)
    card = person_card(given.name, given.sex, given.born_on, given.id_number or "", given.phone or "")
    village = given.village_code
    with act("registry.register_person", the_town(), by=by, on=on, village_code=village) as done:
        enter_person(done, given.code, card, village)
        done.ref = f"person:{given.code}"
    return Recorded(given.code, done.ref)


def person_card(name: str, sex: str, born_on: date, id_number: str = "", phone: str = "") -> dict[str, Any]:
    """What a person's card says at first (人员卡)."""
    number = id_number.upper()
    return dict(zip(EDITABLE, (name, sex, born_on, None, number, phone), strict=True))


def enter_person(done: Act, code: str, card: dict[str, Any], village_code: str) -> None:
    """Enter a person within an act."""
    if not m.Village.objects.filter(village_code=village_code).exists():
        raise Refusal("registry.no_such_village", value=village_code)
    if m.Person.objects.filter(code=code).exists():
        raise Refusal("registry.person_taken", number=code)
    must_be_sound(code, card)
    done.add(m.Person, code=code, **_sealed(card), **done.stamp(village_code))


@offered("registry.correct_person", title=_("更正资料"), path="people/{code}/correct", of="person")
def correct_person(code: A[str, PERSON_CODE], given: Correction, *, by: Viewer, on: date) -> Recorded:
    """Correct a person's card (更正人员); what it said before stays in the history, sealed.

    All but the phone is corrected on a document (户口簿、身份证、证明).
    """
    person = m.Person.objects.filter(code=code).first()
    if person is None:
        raise Refusal("viewer.not_found")
    with act("registry.correct_person", the_town(), by=by, on=on, village_code=person.village_code) as done:
        changes = _changes(person, given)
        if changes.keys() - NEEDS_NO_DOCUMENT and not given.document:
            raise Refusal("registry.needs_document")
        must_be_sound(code, {name: getattr(person, name) for name in EDITABLE} | changes)
        for name in changes:
            done.add(
                m.PersonHistory,
                code=code,
                column=name,
                was=str(getattr(person, name) or ""),
                **done.stamp(person.village_code),
            )
        done.change(person, **_sealed(changes))
        done.ref = f"person:{code}"
        done.params = {"columns": sorted(changes), "document": given.document}
    return Recorded(code, done.ref)


def _changes(person: m.Person, given: Correction) -> dict[str, Any]:
    """What a correction makes different; refuses one that changes nothing or says and clears the same."""
    said = {name: getattr(given, name) for name in ("name", "sex", "born_on", "id_number", "phone")}
    said = {name: value for name, value in said.items() if value is not None}
    if given.clear in said:
        raise Refusal("registry.said_and_cleared")
    if given.clear:
        said[given.clear] = ""
    changes = {name: value for name, value in said.items() if value != getattr(person, name)}
    if not changes:
        raise Refusal("registry.nothing_changed")
    return changes


@offered(
    "registry.record_death",
    title=_("登记去世"),
    ask=_("登记以后,款项停付,等继承人。确定吗?"),
    path="people/{code}/death",
    of="person",
)
def record_death(code: A[str, PERSON_CODE], given: Death, *, by: Viewer, on: date) -> Recorded:
    """Record that a person died (登记去世): homes and memberships end that day, money waits for an heir."""
    died_on = given.died_on
    person = m.Person.objects.filter(code=code).first()
    if person is None:
        raise Refusal("viewer.not_found")
    if died_on > on:
        raise Refusal("registry.not_yet", day=str(died_on))
    with act("registry.record_death", the_town(), by=by, on=on, village_code=person.village_code) as done:
        if died_on < person.born_on:
            raise Refusal("registry.died_before_born")
        if person.died_on:
            raise Refusal("registry.is_dead", value=code, day=str(person.died_on))
        stamp = done.stamp(person.village_code)
        done.add(m.PersonHistory, code=code, column="died_on", was=str(person.died_on or ""), **stamp)
        done.change(person, died_on=died_on)
        headed = []
        for row in open_on(m.HouseholdMember.objects.filter(party=code), died_on):
            if row.start <= died_on and (row.end is None or row.end > died_on):
                put_in_place(done, row, end=died_on)
                headed += [row.household] if row.is_head else []
        _end_memberships(code, given, by, on)
        headless = _headless(headed, died_on + timedelta(days=1))
        done.ref = f"person:{code}"
        done.params = {"document": given.document} | ({"headless": headless} if headless else {})
    return Recorded(code, done.ref, headless=headless)


def _headless(households: Sequence[str], day: date) -> str:
    """Of these households those that nobody heads from a day on, with how many live on in them."""
    rows = list(open_on(m.HouseholdMember.objects.filter(household__in=households), day))
    headed = {row.household for row in rows if row.is_head and row.start <= day}
    left = Counter(row.household for row in rows)
    return "、".join(f"{each}({left[each]})" for each in sorted(set(households) - headed))


WITH_THE_DEATH = Grant("", {}, anyone=True)
"""Whoever may record a death ends what is personal with it: no right of the cooperative is asked for."""


def _end_memberships(code: str, given: Death, by: Viewer, on: date) -> None:
    """Membership is personal: it ends with the death, in the sequence of each cooperative."""
    rows = open_on(m.Membership.objects.filter(party=code), given.died_on)
    for row in rows.filter(start__lte=given.died_on).order_by("org_code"):
        if row.end == given.died_on:
            continue
        with act("registry.end_membership", row.org_code, by=by, on=on, permit=WITH_THE_DEATH) as done:
            put_in_place(done, row, end=given.died_on)
            done.ref = f"member:{row.org_code}/{code}"
            done.params = {"ends": str(given.died_on), "document": given.document}


def _village_of(party: str) -> str:
    """The village of a party; refuses one that is neither a person nor an organisation."""
    people = m.Person.objects.filter(code=party).values_list("village_code", flat=True)
    orgs = m.Organisation.objects.filter(code=party.removeprefix("O:")).values_list("village_code", flat=True)
    village = (orgs if party.startswith("O:") else people).first()
    if village is None:
        raise Refusal("registry.no_such_party", value=party)
    return village


@offered(
    "registry.set_account",
    title=_("更换收款账户"),
    ask=_("从起日起钱付到新账户。确定吗?"),
    path="people/{code}/account",
    of="person",
)
def set_account(code: A[str, PERSON_CODE], given: Account, *, by: Viewer, on: date) -> Recorded:
    """Have a party paid into an account from a day on (登记收款账户); the one before ends the day before.

    Money goes elsewhere from then on, so it rests on a written ground: the party's own application.
    """
    village = _village_of(code)
    with act("registry.set_account", the_town(), by=by, on=on, village_code=village) as done:
        if not given.document:
            raise Refusal("registry.needs_document")
        must_live([(code, given.start)])
        end_before(done, open_on(m.PayeeAccount.objects.filter(party=code), given.start), given.start)
        claim = Claim(blind_index(given.account, "account"), code, DateRange(given.start))
        if other := shared([claim], list(standing_claims([claim.index]))):
            raise Refusal("registry.shared_account", value=other[0])
        done.add(
            m.PayeeAccount,
            party=code,
            bank=given.bank,
            account=given.account,
            account_index=blind_index(given.account, "account"),
            start=given.start,
            **done.stamp(village),
        )
        done.ref = f"person:{code}"
        done.params = {"document": given.document}
    return Recorded(code, done.ref)


@offered(
    "registry.set_authority",
    title=_("登记代领人或继承人"),
    ask=_("从起日起钱付给代领人。确定吗?"),
    path="people/{code}/authority",
    of="person",
)
def set_authority(code: A[str, PERSON_CODE], given: Authority, *, by: Viewer, on: date) -> Recorded:
    """Have somebody receive for a party (代收、继承): by written authority, or as heir of one who died."""
    payee, start, end = given.payee, given.start, given.end
    village = _village_of(code)
    _village_of(payee)
    must_live([(payee, start)])
    if not given.document:
        raise Refusal("registry.needs_document")
    if code == payee:
        raise Refusal("registry.authority_to_self", value=code)
    if end and end < start:
        raise Refusal("registry.ends_before_start", start=str(start), end=str(end))
    with act("registry.set_authority", the_town(), by=by, on=on, village_code=village) as done:
        if given.kind == "heir" and not m.Person.objects.filter(code=code, died_on__lte=start).exists():
            raise Refusal("registry.heir_of_the_living", value=code)
        rows = standing(m.PayeeAuthority.objects.filter(party=code))
        end_before(done, open_on(rows, start), start)
        done.add(
            m.PayeeAuthority,
            party=code,
            payee=payee,
            kind=given.kind,
            document=given.document,
            start=start,
            end=end,
            **done.stamp(village),
        )
        done.ref = f"person:{code}"
        done.params = {"party": payee, "document": given.document}
    return Recorded(code, done.ref)
