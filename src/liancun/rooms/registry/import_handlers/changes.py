"""What is registered of people, changed by workbook (人员变更): by the acts and rules of single changes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.base import versions
from liancun.base.acts import Act
from liancun.base.crypto import blind_index
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.importing.changing import Difference
from liancun.base.permits import must_permit
from liancun.kernel import DateRange, Problem, Refusal
from liancun.kernel.fields import A, Wrong, _
from liancun.rooms.registry import fields as f
from liancun.rooms.registry import masks
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions.people import (
    EDITABLE,
    NEEDS_NO_DOCUMENT,
    Account,
    Correction,
    correct_person,
    must_be_sound,
    set_account,
)
from liancun.rooms.registry.facts.accounts import Claim, shared, standing_claims
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.import_handlers.common import living
from liancun.rooms.registry.queries.names import names

SAID_SO = _("说的是谁:编码、身份证号、姓名写一样就行,写几样就都要对得上")


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """What of a person who is registered becomes another (人员变更): what is left empty stays."""

    party: A[str | None, replace(f.PERSON_HERE, help=SAID_SO)] = None
    id_number: A[str | None, f.ID_NUMBER] = None
    name: A[str | None, f.NAME] = None
    phone: A[str | None, f.PHONE] = None
    new_name: A[str | None, replace(f.NAME, label=_("改为姓名"))] = None
    sex: A[str | None, replace(f.SEXES, label=_("改为性别"))] = None
    born_on: A[date | None, replace(f.BORN, label=_("改为出生日期"))] = None
    new_id: A[str | None, replace(f.ID_NUMBER, label=_("改为身份证号"))] = None
    bank: A[str | None, f.BANK] = None
    account: A[str | None, f.ACCOUNT] = None
    start: A[date | None, replace(f.START, label=_("账户起"), help=_("新账户从哪天起,不写为试算那天"))] = None
    document: A[str | None, replace(f.DOCUMENT, help=_("只改电话的可不填"))] = None


CLEARING = ("phone", "new_id")
"""What a card may do without: 清空 takes it off."""
COLUMNS = tuple(replace(each, clears=each.name in CLEARING) for each in columns_of(ChangeRow))
CARD = {"phone": "phone", "new_name": "name", "sex": "sex", "born_on": "born_on", "new_id": "id_number"}
"""Column of the workbook -> column of the card."""
LABELS = {
    "phone": f.PHONE.label,
    "name": f.NAME.label,
    "sex": f.SEXES.label,
    "born_on": f.BORN.label,
    "id_number": f.ID_NUMBER.label,
    "bank": f.BANK.label,
    "account": f.ACCOUNT.label,
    "start": _("账户起"),
}
MASKS = {"phone": masks.mask_phone, "id_number": masks.mask_id, "account": masks.mask_account}


@dataclass(frozen=True)
class Changed:
    """What a row changes of a person (一个人的变更): of the card, and the account they are paid into."""

    row: Row
    person: m.Person
    card: Mapping[str, Any]
    account: Mapping[str, str]
    before: Mapping[str, str]


def differences(rows: Sequence[Row], source: Source) -> tuple[list[Difference], list[Problem]]:
    """Every value that would become another, and what the acts would refuse."""
    problems: list[Problem] = []
    changed = _changed(rows, source, problems)
    problems += _refused(changed, source)
    known = names(source.by, [each.person.code for each in changed])
    return [each for one in changed for each in _told(one, known[one.person.code])], problems


def _told(one: Changed, who: str) -> Iterator[Difference]:
    """Everything that is entered of a person: what becomes another, the account whole, on what ground."""
    of, sexes = (one.row, one.person.code, who), dict(f.SEX)
    for name, value in one.card.items():
        was = getattr(one.person, name)
        before, after = (sexes[each] if name == "sex" else str(each or "") for each in (was, value))
        yield Difference(*of, LABELS[name], before, after, MASKS.get(name, str))
    for name, value in one.account.items():
        yield Difference(*of, LABELS[name], one.before.get(name, ""), value, MASKS.get(name, str))
    if one.account:
        start = str(one.row["start"])
        yield Difference(*of, LABELS["start"], one.before.get("start", ""), start, beside=True)
    yield Difference(*of, f.DOCUMENT.label, "", one.row["document"] or "", beside=True)


def save(rows: Sequence[Row], a: Act) -> None:
    """Each change by the act that makes it of one person."""
    for one in _changed(rows):
        code, document = one.person.code, one.row["document"] or ""
        said = {name: value for name, value in one.card.items() if value != ""}
        cleared = [name for name, value in one.card.items() if value == ""]
        for place, clear in enumerate(cleared or [None]):
            given = Correction(**({} if place else said), clear=clear, document=document)
            if one.card:
                correct_person(code, given, by=a.by, on=a.on)
        if one.account:
            moved = Account(**one.account, start=one.row["start"], document=document)
            set_account(code, moved, by=a.by, on=a.on)


def _changed(
    rows: Sequence[Row], source: Source | None = None, problems: list[Problem] | None = None
) -> list[Changed]:
    """The people of rows with what would become another; whom a row means must be one, and once."""
    found, wrong = _people(rows)
    accounts = _accounts(person.code for person in found.values())
    if source is not None and problems is not None:
        problems += [source.problem(code, row, column, **said) for row, code, column, said in wrong]
    changed = []
    for row in rows:
        person = found.get(row.number)
        if person is None:
            continue
        said = {kept: row[name] for name, kept in CARD.items() if row[name] is not None}
        card = {name: value for name, value in said.items() if value != (getattr(person, name) or "")}
        before = accounts.get(person.code, {})
        account = {"bank": row["bank"] or before.get("bank", "")}
        account["account"] = row["account"] or before.get("account", "")
        same = not (row["bank"] or row["account"]) or account.items() <= before.items()
        if card or not same:
            changed.append(Changed(row, person, card, {} if same else account, before))
    return changed


Wrongs = list[tuple[Row, str, str, dict[str, Any]]]


def _people(rows: Sequence[Row]) -> tuple[dict[int, m.Person], Wrongs]:
    """Row -> the one person who is all that it says; and why of the others there is none."""
    index = {row.number: blind_index(row["id_number"] or "", "id") for row in rows}
    by_code = _by("code", (row["party"] for row in rows))
    by_index = _by("id_index", index.values())
    by_name = _by("name", (row["name"] for row in rows if not (row["party"] or row["id_number"])))
    found: dict[int, m.Person] = {}
    wrong: Wrongs = []
    first: dict[str, int] = {}
    for row in rows:
        column, said = next(
            ((name, row[name]) for name in ("party", "id_number", "name") if row[name]), ("", "")
        )
        label = {"party": f.PERSON_CODE, "id_number": f.ID_NUMBER, "name": f.NAME, "": f.PERSON_CODE}[
            column
        ].label
        if not column:
            wrong.append((row, "registry.nobody_named", label, {}))
            continue
        meant = {"party": by_code, "id_number": by_index, "name": by_name}[column]
        people = meant.get(index[row.number] if column == "id_number" else said, [])
        if not people:
            wrong.append((row, "registry.nobody_so", label, {}))
        elif len(people) > 1:
            wrong.append((row, "registry.several_so", label, {"count": len(people)}))
        elif other := _contrary(row, people[0], index[row.number]):
            wrong.append((row, "registry.somebody_else", other, {}))
        elif people[0].code in first:
            wrong.append((row, "registry.changed_twice", label, {"first": first[people[0].code]}))
        else:
            found[row.number] = people[0]
            first[people[0].code] = row.number
    return found, wrong


def _by(column: str, wanted: Iterable[str | None]) -> dict[str, list[m.Person]]:
    found: dict[str, list[m.Person]] = {}
    for person in m.Person.objects.filter(**{f"{column}__among": {each for each in wanted if each}}):
        found.setdefault(getattr(person, column), []).append(person)
    return found


def _contrary(row: Row, person: m.Person, index: str) -> str:
    """The column of a row that says somebody else than its first; '' where all say the same."""
    if index and person.id_index != index:
        return f.ID_NUMBER.label
    return f.NAME.label if row["name"] and row["name"] != _named(person) else ""


def _named(person: m.Person) -> str:
    """A person's name in the form that workbooks are read in; what was registered otherwise, as it stands."""
    try:
        return f.NAME.read(person.name)
    except Wrong:
        return person.name


def _accounts(parties: Iterable[str]) -> dict[str, dict[str, str]]:
    """Party -> the account that goes on without an end, else the last one."""
    rows = versions.standing(m.PayeeAccount.objects.filter(party__among=set(parties)))
    ordered = sorted(rows, key=lambda each: (each.end is None, each.start))
    return {
        each.party: {"bank": each.bank, "account": each.account, "start": str(each.start)} for each in ordered
    }


def _refused(changed: Sequence[Changed], source: Source) -> Iterator[Problem]:
    """What the single acts would refuse, of all rows at once."""
    if any(each.account for each in changed):
        must_permit(source.by, "registry.set_account", source.org_code)
    numbers = Counter(each.card["id_number"] for each in changed if each.card.get("id_number"))
    for each in changed:
        if (each.card.keys() - NEEDS_NO_DOCUMENT or each.account) and not each.row["document"]:
            yield source.problem("registry.needs_document", each.row, f.DOCUMENT.label)
        if numbers[each.card.get("id_number", "")] > 1:
            yield source.problem("registry.id_taken", each.row, f.ID_NUMBER.label)
        if each.card:
            try:
                must_be_sound(
                    each.person.code,
                    {name: getattr(each.person, name) for name in EDITABLE} | dict(each.card),
                )
            except Refusal as no:
                yield source.problem(no.code, each.row, f.ID_NUMBER.label, **no.params)
    yield from _refused_accounts([each for each in changed if each.account], source)


def _refused_accounts(changed: Sequence[Changed], source: Source) -> Iterator[Problem]:
    days = [Row(each.row.number, {"party": each.person.code, "start": each.row["start"]}) for each in changed]
    yield from living(source, days, "party", f.PERSON_CODE)
    open_rows = versions.standing(
        m.PayeeAccount.objects.filter(party__among={each.person.code for each in changed})
    )
    began = {row.party: row.start for row in sorted(open_rows, key=lambda row: row.start)}
    claims = []
    for each in changed:
        for name in ("bank", "account"):
            if not each.account[name]:
                yield source.problem("import.empty", each.row, LABELS[name])
        last = began.get(each.person.code)
        start = each.row["start"]
        if last and last >= start:
            said = {"start": str(last), "day": str(start)}
            yield source.problem("registry.began_later", each.row, f.ACCOUNT.label, **said)
        index = blind_index(each.account["account"], "account")
        claims.append(Claim(index, each.person.code, DateRange(start)))
    for place, other in shared(claims, list(standing_claims([claim.index for claim in claims]))).items():
        yield source.problem("registry.shared_account", changed[place].row, f.ACCOUNT.label, value=other)


KIND = ImportKind(
    "person_changes",
    "人员变更",
    "registry.correct_person",
    COLUMNS,
    ("party", "id_number", "name"),
    save,
    owner=owner,
    changes=differences,
    days=("start",),
)
