"""Who may be named for a day (在世): one guard for every act and workbook that names somebody."""

from collections.abc import Iterable
from datetime import date

from liancun.base import versions
from liancun.kernel import Reason, Refusal
from liancun.rooms.registry.models import PayeeAuthority, Person

Named = tuple[str, date]
"""Somebody's code and the day they are named for."""


def deaths_of(parties: Iterable[str]) -> dict[str, date]:
    """Of these people, those who died, and when."""
    rows = Person.objects.filter(code__among=parties).exclude(died_on=None)
    return {code: died_on for code, died_on in rows.values_list("code", "died_on") if died_on}


def lives_of(parties: Iterable[str]) -> dict[str, tuple[date, date | None]]:
    """When each of these people was born and, where they did, died; organisations are left out."""
    rows = Person.objects.filter(code__among=parties).values_list("code", "born_on", "died_on")
    return {code: (born_on, died_on) for code, born_on, died_on in rows}


def life_faults(named: Iterable[Named], *, heirs: bool = False) -> dict[Named, Reason]:
    """(person, day) -> why they may not be named for it: not born yet, or dead before.

    Who does something that day must live. With `heirs` it is their money or property that is named: that
    of somebody who died goes on where an heir, or whoever holds a written authority, is registered for the
    day. Codes that nobody has and organisations are left out.
    """
    asked = set(named)
    lives = lives_of({party for party, _day in asked})
    found: dict[Named, Reason] = {}
    dead: dict[Named, date] = {}
    for party, day in asked:
        born_on, died_on = lives.get(party, (day, None))
        if day < born_on:
            found[party, day] = Reason.of("registry.before_birth", value=party, day=str(day))
        elif died_on and day > died_on:
            dead[party, day] = died_on
    stand_in = _stood_for(dead) if heirs and dead else set()
    code = "registry.nobody_for_the_dead" if heirs else "registry.is_dead"
    for (party, day), died_on in dead.items():
        if (party, day) not in stand_in:
            found[party, day] = Reason.of(code, value=party, day=str(died_on))
    return found


def must_live(named: Iterable[Named], *, heirs: bool = False) -> None:
    """Refuse the first of those who may not be named; see `life_faults`."""
    faults = life_faults(named, heirs=heirs)
    for _named, fault in sorted(faults.items()):
        raise Refusal.saying(fault)


def _stood_for(dead: Iterable[Named]) -> set[Named]:
    """Of these, those for whom somebody else is registered on the day."""
    wanted = set(dead)
    rows = versions.standing(PayeeAuthority.objects.filter(party__among={party for party, _day in wanted}))
    spans = list(rows.values_list("party", "start", "end"))
    return {
        (party, day)
        for party, day in wanted
        for whose, start, end in spans
        if whose == party and start <= day and (end is None or day <= end)
    }


def women_of(parties: Iterable[str]) -> frozenset[str]:
    """Of some people the women."""
    rows = Person.objects.filter(code__among=parties, sex="f")
    return frozenset(rows.values_list("code", flat=True))


def sexes_of(parties: Iterable[str]) -> dict[str, str]:
    """Person -> 男 or 女, as papers say it."""
    words = dict(Person._meta.get_field("sex").flatchoices)
    rows = Person.objects.filter(code__among=parties).values_list("code", "sex")
    return {code: str(words[sex]) for code, sex in rows}
