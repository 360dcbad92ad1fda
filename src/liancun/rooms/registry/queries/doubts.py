"""Records that may be one and the same (疑似重复): the list to decide, and one pair side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base.lists import listed
from liancun.base.page_cache import kept
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Many, Rows, Text, _
from liancun.rooms.registry.facts import doubts
from liancun.rooms.registry.facts.doubts import Decided, Doubt
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.fields import (
    DOUBT_GROUNDS,
    DOUBT_KINDS,
    DOUBT_STATES,
    REASON,
    SEX,
)
from liancun.rooms.registry.masks import mask_id
from liancun.rooms.registry.models import Person
from liancun.rooms.registry.queries.names import names, staff_names, village_names

DECIDE = "registry.decide_doubt"
STATE = Choice(_("认定"), DOUBT_STATES)
GROUNDS = Many(_("哪里一样"), each=Choice(_("哪里一样"), DOUBT_GROUNDS))


@dataclass(frozen=True)
class DoubtRow:
    """Two records that may be one (疑点), each in words, and what was decided of them.

    `pair` is what it is decided by and `ref` opens it, both '' where nothing is to be decided of it: then one
    of the records is mended.
    """

    ref: str
    pair: A[str, Text(_("疑点"), link="ref")]
    kind: A[str, Choice(_("哪一种"), DOUBT_KINDS)]
    one_ref: str
    one: A[str, Text(_("一条记录"), link="one_ref")]
    other_ref: str
    other: A[str, Text(_("另一条记录"), link="other_ref")]
    grounds: A[tuple[str, ...], GROUNDS]
    state: A[str, STATE]
    reason: A[str, Text(REASON)]
    by: A[str, Text(_("认定人"))]
    on: A[date | None, Day(_("认定日"))]


@dataclass(frozen=True)
class Side:
    """One of two people, as the card says (一个人)."""

    code: A[str, Code(_("人员编码"))]
    name: A[str, Text(_("姓名"))]
    sex: A[str, Choice(_("性别"), SEX)]
    born_on: A[date | None, Day(_("出生日期"))]
    died_on: A[date | None, Day(_("去世日期"))]
    id_number: A[str, Text(_("身份证号"))]
    village: A[str, Text(_("村"))]
    homes: A[str, Text(_("所在的户"))]


@dataclass(frozen=True)
class PairCard:
    """Two people who may be one, side by side (两人对照)."""

    state: A[str, STATE]
    grounds: A[tuple[str, ...], GROUNDS]
    reason: A[str, Text(REASON)]
    by: A[str, Text(_("认定人"))]
    on: A[date | None, Day(_("认定日"))]
    sides: A[tuple[Side, ...], Rows(_("两条记录"))]


def may_read_doubts(viewer: Viewer, org_code: str) -> bool:
    """Whether the list is this viewer's: who decides, and who oversees the register."""
    return org_code == owner() and (viewer.oversees or permitted(viewer, DECIDE, org_code))


@listed(
    "registry.doubts",
    title=_("疑似重复的人和账号"),
    path="doubts",
    command="doubts",
    serves=may_read_doubts,
    empty=_("没有疑似重复的记录"),
)
def doubt_list(
    viewer: Viewer,
    org_code: str,
    *,
    kind: A[str, Choice(_("哪一种"), DOUBT_KINDS[:2])] = "",
    state: A[str, STATE] = "",
) -> tuple[DoubtRow, ...]:
    """People who may be registered twice and accounts of several: what waits first, then what was decided."""
    if not may_read_doubts(viewer, org_code):
        raise Refusal("viewer.not_found")
    rows = [*_people_rows(viewer), *_account_rows(viewer)]
    return tuple(row for row in rows if kind in ("", row.kind) and state in ("", row.state))


def doubts_waiting(viewer: Viewer, org_code: str) -> int:
    """How many doubts of the register wait for whoever decides them; 0 to others."""
    return _waiting(org_code) if org_code == owner() and permitted(viewer, DECIDE, org_code) else 0


@kept
def _waiting(org_code: str) -> int:
    return len(doubts.doubtful_people()) + len(doubts.shared_accounts())


def rows_of(
    viewer: Viewer,
    found: Iterable[tuple[Doubt, str]],
    known: Mapping[tuple[str, str], Decided],
    told: Mapping[str, tuple[str, str]],
    refs: Mapping[str, str],
) -> list[DoubtRow]:
    """Doubts and their states as rows.

    `told` is what each record is in words, and its reference; `refs` the reference of each pair.
    """
    found = list(found)
    said = {doubt.key: known.get((doubt.one, doubt.other)) for doubt, _state in found}
    who = staff_names(viewer, {each.by for each in said.values() if each})
    return [
        DoubtRow(
            refs.get(doubt.key, ""),
            refs.get(doubt.key, "").partition(":")[2],
            doubt.kind,
            told.get(doubt.one, ("", ""))[1],
            told.get(doubt.one, (doubt.one, ""))[0],
            told.get(doubt.other, ("", ""))[1],
            told.get(doubt.other, (doubt.other, ""))[0],
            doubt.grounds,
            state,
            each.reason if (each := said[doubt.key]) else "",
            who[each.by] if each else "",
            each.on if each else None,
        )
        for doubt, state in found
    ]


def _people_rows(viewer: Viewer) -> list[DoubtRow]:
    known = doubts.decided(doubts.PEOPLE, owner())
    waiting = doubts.doubtful_people()
    found = [(doubt, doubts.state_of(doubt, known)) for doubt in waiting]
    there = {(doubt.one, doubt.other) for doubt in waiting}
    settled = [
        (doubt, doubts.TWO)
        for doubt in doubts.doubts_between(known.keys() - there)
        if doubts.state_of(doubt, known) == doubts.TWO
    ]
    told = _told(viewer, {code for doubt, _state in (*found, *settled) for code in (doubt.one, doubt.other)})
    refs = {doubt.key: f"doubt:{doubt.key}" for doubt, _state in (*found, *settled)}
    return rows_of(viewer, [*found, *settled], known, told, refs)


def _told(viewer: Viewer, codes: set[str]) -> dict[str, tuple[str, str]]:
    """Each person in words: the name, the day of birth, the village, the number as far as it is shown."""
    shown, places = names(viewer, codes), village_names()
    found = {}
    for person in Person.objects.filter(code__among=codes):
        number = mask_id(person.id_number)
        words = (shown[person.code], str(person.born_on), places.get(person.village_code, ""), number)
        found[person.code] = (" ".join(filter(None, words)), f"person:{person.code}")
    return found


def _account_rows(viewer: Viewer) -> list[DoubtRow]:
    found = doubts.shared_accounts()
    parties = {party for doubt in found for party in (doubt.one, doubt.other)}
    shown = names(viewer, parties)
    told = {
        party: (f"{shown.get(party, '')} {party}", "" if party.startswith("O:") else f"person:{party}")
        for party in parties
    }
    return rows_of(viewer, [(doubt, doubts.PAPER) for doubt in found], {}, told, {})


def pair_card(viewer: Viewer, key: str) -> tuple[Doubt, PairCard]:
    """Two people side by side and what was decided of them; who is no doubt of each other is not found."""
    one, between, other = key.partition(doubts.BETWEEN)
    if not between or not may_read_doubts(viewer, owner()):
        raise Refusal("viewer.not_found")
    doubt = doubts.doubt_between(one, other)
    if doubt is None:
        raise Refusal("viewer.not_found")
    known = doubts.decided(doubts.PEOPLE, owner())
    said = known.get((doubt.one, doubt.other))
    by = staff_names(viewer, [said.by])[said.by] if said else ""
    return doubt, PairCard(
        doubts.state_of(doubt, known),
        doubt.grounds,
        said.reason if said else "",
        by,
        said.on if said else None,
        _sides(viewer, (doubt.one, doubt.other)),
    )


def _sides(viewer: Viewer, codes: Sequence[str]) -> tuple[Side, ...]:
    people = {person.code: person for person in Person.objects.filter(code__in=codes)}
    shown, places, homes = names(viewer, codes), village_names(), doubts.homes_of(codes)
    found = []
    for code in codes:
        person = people.get(code)
        if person is None:  # to be registered, by a workbook that waits for the decision
            found.append(Side(code, "", "", None, None, "", "", ""))
            continue
        found.append(
            Side(
                code,
                shown[code],
                person.sex,
                person.born_on,
                person.died_on,
                mask_id(person.id_number),
                places.get(person.village_code, ""),
                "、".join(sorted(homes.get(code, ()))),
            )
        )
    return tuple(found)
