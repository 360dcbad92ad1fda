"""People, and who is paid for them (人员、收款)."""

from datetime import date
from typing import Any

from stdnum import luhn

from liancun.base.acts import Act, act
from liancun.base.crypto import blind_index
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.identifiers import is_id_number
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions.dated import TOWN, end_before, open_on, put_in_place, standing

EDITABLE = ("name", "sex", "born_on", "died_on", "id_number", "phone")
NEEDS_NO_DOCUMENT = frozenset({"phone"})
NAME_LENGTH = 40


def _must_be_sound(code: str, card: dict[str, Any]) -> None:
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


def register_person(
    code: str,
    *,
    name: str,
    sex: str,
    born_on: date,
    village_code: str,
    by: Viewer,
    on: date,
    id_number: str = "",
    phone: str = "",
) -> None:
    """Enter a person (登记人员). Two people never share an ID number; its check digit must be right."""
    card = person_card(name, sex, born_on, id_number, phone)
    with act("registry.register_person", TOWN, by=by, on=on, village_code=village_code) as done:
        enter_person(done, code, card, village_code)
        done.ref = f"person:{code}"


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
    _must_be_sound(code, card)
    m.Person.objects.create(code=code, **_sealed(card), **done.stamp(village_code))


def correct_person(code: str, *, by: Viewer, on: date, document: str = "", **changes: Any) -> None:
    """Correct a person's card (更正人员); what it said before stays in the history, sealed.

    All but the phone is corrected on a document (户口簿、身份证、证明).
    """
    person = m.Person.objects.filter(code=code).first()
    if person is None:
        raise Refusal("viewer.not_found")
    assert changes.keys() <= set(EDITABLE)
    if "id_number" in changes:
        changes["id_number"] = changes["id_number"].upper()
    with act("registry.correct_person", TOWN, by=by, on=on, village_code=person.village_code) as done:
        changes = {name: said for name, said in changes.items() if said != getattr(person, name)}
        if not changes:
            raise Refusal("registry.nothing_changed")
        if changes.keys() - NEEDS_NO_DOCUMENT and not document:
            raise Refusal("registry.needs_document")
        _must_be_sound(code, {name: getattr(person, name) for name in EDITABLE} | changes)
        m.PersonHistory.objects.bulk_create(
            m.PersonHistory(
                code=code,
                column=name,
                was=str(getattr(person, name) or ""),
                **done.stamp(person.village_code),
            )
            for name in changes
        )
        m.Person.objects.filter(pk=person.pk).update(**_sealed(changes))
        done.ref = f"person:{code}"
        done.params = {"columns": sorted(changes), "document": document}


def record_death(code: str, *, died_on: date, by: Viewer, on: date, document: str = "") -> None:
    """Record that a person died (登记去世): they leave their households that day; money waits for an heir."""
    person = m.Person.objects.filter(code=code).first()
    if person is None:
        raise Refusal("viewer.not_found")
    if died_on > on:
        raise Refusal("registry.not_yet", day=str(died_on))
    with act("registry.record_death", TOWN, by=by, on=on, village_code=person.village_code) as done:
        if died_on < person.born_on:
            raise Refusal("registry.died_before_born")
        if person.died_on:
            raise Refusal("registry.is_dead", value=code, day=str(person.died_on))
        stamp = done.stamp(person.village_code)
        m.PersonHistory.objects.create(code=code, column="died_on", was=str(person.died_on or ""), **stamp)
        m.Person.objects.filter(pk=person.pk).update(died_on=died_on)
        for row in open_on(m.HouseholdMember.objects.filter(party=code), died_on):
            if row.start <= died_on and (row.end is None or row.end > died_on):
                put_in_place(done, row, end=died_on)
        done.ref = f"person:{code}"
        done.params = {"document": document}


def _village_of(party: str) -> str:
    """The village of a party; refuses one that is neither a person nor an organisation."""
    people = m.Person.objects.filter(code=party).values_list("village_code", flat=True)
    orgs = m.Organisation.objects.filter(code=party.removeprefix("O:")).values_list("village_code", flat=True)
    village = (orgs if party.startswith("O:") else people).first()
    if village is None:
        raise Refusal("registry.no_such_party", value=party)
    return village


def set_account(
    party: str, *, bank: str, account: str, start: date, document: str, by: Viewer, on: date
) -> None:
    """Have a party paid into an account from a day on (登记收款账户); the one before ends the day before.

    Money goes elsewhere from then on, so it rests on a written ground: the party's own application.
    """
    number = account.replace(" ", "")
    if not (number.isdigit() and 12 <= len(number) <= 30):
        raise Refusal("import.account")
    if 16 <= len(number) <= 19 and not luhn.is_valid(number):
        raise Refusal("import.account_check_digit")
    village = _village_of(party)
    with act("registry.set_account", TOWN, by=by, on=on, village_code=village) as done:
        if not document:
            raise Refusal("registry.needs_document")
        end_before(done, open_on(m.PayeeAccount.objects.filter(party=party), start), start)
        m.PayeeAccount.objects.create(
            party=party,
            bank=bank,
            account=number,
            account_index=blind_index(number, "account"),
            start=start,
            **done.stamp(village),
        )
        done.ref = f"person:{party}"
        done.params = {"document": document}


def set_authority(
    party: str,
    *,
    payee: str,
    kind: str,
    document: str,
    start: date,
    by: Viewer,
    on: date,
    end: date | None = None,
) -> None:
    """Have somebody receive for a party (代收、继承): by written authority, or as heir of one who died."""
    village = _village_of(party)
    _village_of(payee)
    if not document:
        raise Refusal("registry.needs_document")
    if party == payee:
        raise Refusal("registry.authority_to_self", value=party)
    if end and end < start:
        raise Refusal("registry.ends_before_start", start=str(start), end=str(end))
    with act("registry.set_authority", TOWN, by=by, on=on, village_code=village) as done:
        if kind == "heir" and not m.Person.objects.filter(code=party, died_on__lte=start).exists():
            raise Refusal("registry.heir_of_the_living", value=party)
        rows = standing(m.PayeeAuthority.objects.filter(party=party))
        end_before(done, open_on(rows, start), start)
        m.PayeeAuthority.objects.create(
            party=party,
            payee=payee,
            kind=kind,
            document=document,
            start=start,
            end=end,
            **done.stamp(village),
        )
        done.ref = f"person:{party}"
        done.params = {"party": payee, "document": document}
