"""Records that may be one and the same (疑似重复): found in one way by whoever asks, with what was decided.

A finder gives pairs: each record with the first one before it that it may be, of which nobody has said that
they are two. Checks, workbooks and the list of doubts all ask here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from django.db.models import Count

from liancun.base.versions import standing
from liancun.kernel.digest import digest
from liancun.kernel.fields import MIDDLE_DOT, OTHER_DOTS, Wrong
from liancun.kernel.identifiers import digits_of
from liancun.rooms.registry import rules
from liancun.rooms.registry.facts.accounts import shared, standing_claims
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.fields import PERSON_HERE
from liancun.rooms.registry.models import DoubtDecision, HouseholdMember, PayeeAccount, Person
from liancun.rooms.registry.models.people import name_in_one_form

K = TypeVar("K")
PEOPLE, ACCOUNTS, WEIGHINGS = "people", "accounts", "weighings"
OPEN, AGAIN, MEND, TWO = "open", "again", "mend", "two"
"""Nobody has decided; what it rested on is another; they are one, and two records stand; they are two."""
PAPER = "paper"
"""What is no matter of opinion: a paper is wanted."""
BETWEEN: Final = "="
"""Stands between the two names of a pair: no code has it, and an address leaves it as it is."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class Doubt:
    """Two records that may be one (疑点): what they are called, in order, and what is alike.

    `rests_on` is other as soon as other things are alike.
    """

    kind: str
    one: str
    other: str
    grounds: tuple[str, ...]
    rests_on: str

    @property
    def key(self) -> str:
        """What the pair is called."""
        return self.one + BETWEEN + self.other


@dataclass(frozen=True)
class Decided:
    """What somebody decided of a pair (认定)."""

    verdict: str
    reason: str
    by: str
    on: date
    rests_on: str


def decided(kind: str, org_code: str) -> dict[Pair, Decided]:
    """The latest decision of every pair of an organisation."""
    rows = DoubtDecision.objects.filter(org_code=org_code, kind=kind).order_by("mark", "pk")
    columns = rows.values_list("one", "other", "verdict", "reason", "recorded_by", "on", "rests_on")
    return {row[:2]: Decided(*row[2:]) for row in columns}


def state_of(doubt: Doubt, known: Mapping[Pair, Decided]) -> str:
    """How far a doubt is, by what was decided of its pair."""
    said = known.get((doubt.one, doubt.other))
    if said is None:
        return OPEN
    if said.rests_on != doubt.rests_on:
        return AGAIN
    return TWO if said.verdict == DoubtDecision.Verdict.TWO else MEND


def each_before(
    group: Iterable[K], apart: Callable[[K], bool] = lambda _one: False
) -> Iterator[tuple[K, Sequence[K]]]:
    """Each of a group with those before it that it may be: no two of those `apart` are brought together."""
    before: list[K] = []
    others: list[K] = []
    for one in group:
        is_apart = apart(one)
        yield one, others if is_apart else before
        before.append(one)
        if not is_apart:
            others.append(one)


def in_doubt(
    chances: Iterable[tuple[K, Sequence[K]]],
    doubt_of: Callable[[K, K], Doubt | None],
    known: Mapping[Pair, Decided],
) -> Iterator[Doubt]:
    """Each with the first before it of which nobody has said that they are two; a pair once."""
    found: set[str] = set()
    for other, before in chances:
        for one in before:
            doubt = doubt_of(one, other)
            if doubt is not None and state_of(doubt, known) != TWO:
                if doubt.key not in found:
                    found.add(doubt.key)
                    yield doubt
                break


def in_order(kind: str, one: str, other: str, grounds: tuple[str, ...], alike: object) -> Doubt:
    """The doubt of two records whose names have an order of their own."""
    first, second = sorted((one, other))
    return Doubt(kind, first, second, grounds, digest([kind, list(grounds), alike]))


def in_one_form(name: str) -> str:
    """A name as `name_in_one_form` has it."""
    for dot in OTHER_DOTS:
        name = name.replace(dot, MIDDLE_DOT)
    return name.replace(" ", "").replace("\u3000", "")


def doubt_of_people(one: rules.Card, other: rules.Card) -> Doubt | None:
    """The doubt whether two cards are one person's; None where nothing says so."""
    grounds = rules.one_person_grounds(one, other)
    if one.code == other.code or not grounds:
        return None
    alike = [one.name, one.sex, str(one.born_on), one.village] if "same_card" in grounds else [one.name]
    return in_order(PEOPLE, one.code, other.code, grounds, [*alike, *sorted(one.homes & other.homes)])


def doubtful_people() -> list[Doubt]:
    """The people who may be registered twice, by code."""
    found = in_doubt(chances(_cards()), doubt_of_people, decided(PEOPLE, owner()))
    return sorted(found, key=lambda doubt: (doubt.one, doubt.other))


def first_doubts(cards: Sequence[rules.Card]) -> dict[str, Doubt]:
    """Code of somebody to be registered -> the doubt with the first one they may be, there or before them.

    What was decided of a code beforehand holds.
    """
    names = {card.name for card in cards}
    known, new = decided(PEOPLE, owner()), {card.code for card in cards}
    there = [card for card in _cards(names=names, numbers=True) if card.code not in new]
    found: dict[str, Doubt] = {}
    for doubt in in_doubt(chances([*there, *cards]), doubt_of_people, known):
        late = doubt.other if doubt.other in new else doubt.one
        if late in new:
            found.setdefault(late, doubt)
    return found


def doubt_between(one: str, other: str) -> Doubt | None:
    """The doubt of two people by code, decided or not; None where there is none.

    One of them may be registered yet to come: then it is what the other's card says.
    """
    return next(iter(doubts_between([(one, other)])), None)


def doubts_between(pairs: Iterable[Pair]) -> list[Doubt]:
    """The same of many pairs."""
    pairs = list(pairs)
    cards = {
        card.code: card for card in _cards(codes={code for pair in pairs for code in pair}, numbers=True)
    }
    found = []
    for one, other in pairs:
        known = cards.get(one) or cards.get(other)
        if known is None or not all(code in cards or _may_be_a_code(code) for code in (one, other)):
            continue
        blank = replace(known, numbered=False, number="", homes=frozenset())
        two = [cards.get(code) or replace(blank, code=code) for code in (one, other)]
        if doubt := doubt_of_people(*two):
            found.append(doubt)
    return sorted(found, key=lambda doubt: (doubt.one, doubt.other))


def _may_be_a_code(text: str) -> bool:
    """Whether somebody may be called so."""
    try:
        PERSON_HERE.check(text)
    except Wrong:
        return False
    return True


def chances(cards: Sequence[rules.Card]) -> Iterator[tuple[rules.Card, Sequence[rules.Card]]]:
    """Each card with those before it that may be the same person's.

    Two with numbers are brought together by the digits of these alone, so that many of one name and birthday
    with numbers of their own cost nothing.
    """
    groups: dict[tuple[object, ...], list[rules.Card]] = {}
    numbers: dict[tuple[object, ...], list[rules.Card]] = {}
    for card in cards:
        groups.setdefault((card.name, card.sex, card.born_on, card.village), []).append(card)
        for home in card.homes:
            groups.setdefault((card.name, home), []).append(card)
        if card.number:
            numbers.setdefault((card.name, card.sex, digits_of(card.number)), []).append(card)
    for group in groups.values():
        yield from each_before(group, lambda card: card.numbered)
    for group in numbers.values():
        yield from each_before(group)


def _cards(
    *, names: Iterable[str] | None = None, codes: Iterable[str] | None = None, numbers: bool = False
) -> list[rules.Card]:
    """The cards of people by code: of these names or codes, else of every name that stands more than once.

    Numbers are opened where another of the same name and sex has one, or all of them.
    """
    people = Person.objects.annotate(form=name_in_one_form())
    if names is not None:
        people = people.filter(form__among=names)
    elif codes is not None:
        people = people.filter(code__among=codes)
    else:
        twice = people.values("form").annotate(times=Count("pk")).filter(times__gt=1)
        people = people.filter(form__in=twice.values("form"))
    columns = ("code", "form", "sex", "born_on", "village_code", "id_index")
    rows = list(people.order_by("code").values_list(*columns))
    times = Counter(row[1:3] for row in rows if row[5])
    wanted = {row[0] for row in rows if row[5] and (numbers or times[row[1:3]] > 1)}
    known = dict(Person.objects.filter(code__among=wanted).values_list("code", "id_number"))
    homes = homes_of(row[0] for row in rows) if any(not row[5] for row in rows) else {}
    return [
        rules.Card(
            code, name, sex, born, village, bool(index), known.get(code, ""), homes.get(code, frozenset())
        )
        for code, name, sex, born, village, index in rows
    ]


def homes_of(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Person -> the households of all kinds they stand in; asked of those whom no number tells apart."""
    found: dict[str, set[str]] = {}
    rows = standing(HouseholdMember.objects.filter(party__among=set(codes)))
    for household, party in rows.values_list("household", "party"):
        found.setdefault(party, set()).add(household)
    return {party: frozenset(homes) for party, homes in found.items()}


def shared_accounts() -> list[Doubt]:
    """The accounts that are several parties' without a written authority between them.

    Nobody's word makes one of two: an authority is registered, or another account.
    """
    several = standing(PayeeAccount.objects.all()).values("account_index")
    several = several.annotate(parties=Count("party", distinct=True)).filter(parties__gt=1)
    claims = list(standing_claims(list(several.values_list("account_index", flat=True))))
    found = {
        doubt.key: doubt
        for place, other in shared(claims).items()
        for doubt in [in_order(ACCOUNTS, claims[place].party, other, ("same_account",), "")]
    }
    return sorted(found.values(), key=lambda doubt: (doubt.one, doubt.other))
