"""What a year changes in the registry and on the land (变动办理): each by the office it belongs to."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from liancun.kernel import Period
from liancun.rooms.land import actions as land
from liancun.rooms.registry import actions as registry
from liancun.scenario import constants as c
from liancun.scenario.land import CONTRACT_END
from liancun.scenario.land_books import joined_books, measured_books
from liancun.scenario.life import HEIR_NAMED, Birth, Death, Split
from liancun.scenario.pipeline import Raising, Step
from liancun.scenario.registry_books import Book

CLERK: Final = "town.clerk"
TOLD: Final = timedelta(days=3)
"""A death or a birth comes to the town's office some days later."""


def event_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """Deaths, births, the heir, the household that parts, plots measured anew: those of a month."""
    life = raising.world.life
    for death in life.deaths:
        if month.holds(death.day):
            yield lambda death=death: _die(raising, death)  # type: ignore[misc]
        if death.heir and month.holds(HEIR_NAMED):
            yield lambda death=death: _inherit(raising, death)  # type: ignore[misc]
    for place, birth in enumerate(life.births):
        if month.holds(birth.person.born):
            for book in _birth_books(birth, place):
                yield raising.bringing(book, CLERK)
    if life.split and month.holds(life.split.day):
        yield lambda split=life.split: _part(raising, split)  # type: ignore[misc]
    for book in (*joined_books(raising.world), *measured_books(raising.world)):
        if month.holds(book.day):
            yield raising.bringing(book, f"{book.org_code}.accountant")


def _die(raising: Raising, death: Death) -> None:
    """The town's office records it; where the head died the heir leads the household from the next day."""
    on = death.day + TOLD
    by = raising.who(CLERK, on)
    registry.record_death(
        death.person.code, registry.Death(died_on=death.day, document="死亡证明"), by=by, on=on
    )
    if death.heir:
        start = death.day + timedelta(days=1)
        for code in (death.household.registered_code, death.household.living_code):
            move = registry.Move(to=code, start=start, is_head=True)
            registry.move_person(death.heir.code, move, by=by, on=on)


def _inherit(raising: Raising, death: Death) -> None:
    """The heir is named by a notary's deed, and represents the contracting household."""
    assert death.heir
    by = raising.who(CLERK, HEIR_NAMED)
    authority = registry.Authority(
        payee=death.heir.code, kind="heir", document="继承公证书2025-11", start=HEIR_NAMED
    )
    registry.set_authority(death.person.code, authority, by=by, on=HEIR_NAMED)
    move = registry.Move(to=death.household.contract_code, start=death.day + timedelta(days=1), is_head=True)
    registry.move_person(death.heir.code, move, by=by, on=HEIR_NAMED)


def _birth_books(birth: Birth, place: int) -> Iterator[Book]:
    person, home = birth.person, birth.household
    day = person.born + TOLD
    card = {
        "party": person.code, "name": person.name, "sex": "m" if person.sex == "男" else "f",
        "born_on": person.born, "id_number": person.id_number, "phone": "", "village": home.village.code,
    }  # fmt: skip
    yield Book("people", c.TOWN, day, [card], f"born-{place}")
    rows = [
        {"household": code, "party": person.code, "is_head": "no", "start": person.born}
        for code in (home.registered_code, home.living_code)
    ]
    yield Book("household_members", c.TOWN, day, rows, f"born-{place}")


def _part(raising: Raising, split: Split) -> None:
    """A contracting household of its own, then the plot that goes with it, for the rest of the term."""
    village = split.household.village
    new = registry.NewHousehold(
        code=split.new_code,
        kind="contracting",
        village_code=village.code,
        head=split.head.code,
        start=split.day,
    )
    registry.open_household(c.TOWN, new, by=raising.who(CLERK, split.day), on=split.day)
    old = split.household.contract_code
    plot = next(each for each in raising.world.land.of_kind("A") if each.holder == old)
    passed = land.Holding(
        holder=split.new_code, start=split.day, end=CONTRACT_END, document=f"分户协议-{old}"
    )
    land.transfer_right(
        plot.code, passed, by=raising.who(f"{village.slug}.accountant", split.day), on=split.day
    )
