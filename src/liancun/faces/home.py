"""A household's year in short (我家的一年), alike on the page, the command and the API.

What it put in, what it got and what it was asked to pay, each as a sentence with where to read why. Money is
of the year it is for, whenever it was paid: December's wages belong to December's year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.rooms.deliveries import queries as deliveries
from liancun.rooms.labour import queries as labour
from liancun.rooms.land import queries as land
from liancun.rooms.ledger.queries import member_account
from liancun.rooms.points.queries import household_year
from liancun.rooms.registry import queries as registry
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import HeldRow, Instalment, KindSum


@dataclass(frozen=True)
class PutIn:
    """Something a household put in (投入): in words, and the part of its home that tells more."""

    what: Reason
    part: str


@dataclass(frozen=True)
class HomeYear:
    """A year of a viewer's own home (我家的一年), in fen; `open_fen` is what is still to be paid.

    got    money paid or owed to them, by kind; `got_fen` the sum of what is due
    asked  money asked of them, by kind
    due    what of it is due in parts, by which day, and what of each part is open
    held   what waits for the answer to an objection, of any year; `got_held_fen` of what they get this year
    """

    year: int
    households: tuple[str, ...]
    put_in: tuple[PutIn, ...]
    got: tuple[KindSum, ...]
    got_fen: int
    got_open_fen: int
    asked: tuple[KindSum, ...]
    asked_fen: int
    asked_open_fen: int
    held: tuple[HeldRow, ...]
    got_held_fen: int
    asked_held_fen: int
    due: tuple[Instalment, ...] = ()


def home_year(viewer: Viewer, year: int | None, *, on: date) -> HomeYear:
    """The viewer's own year as it stands on a day, the one that has money where none is named.

    For somebody without a home there is nothing in it.
    """
    year = year or settlement.year_to_show(viewer, on=on)
    homes = tuple(registry.households_of(viewer))
    sums = settlement.own_year(viewer, year) if viewer.party or homes else ()
    held = settlement.own_held(viewer) if viewer.party or homes else ()
    got = tuple(each for each in sums if each.direction == "pay")
    asked = tuple(each for each in sums if each.direction == "collect")
    return HomeYear(
        year,
        homes,
        tuple(_put_in(viewer, homes, year, min(on, date(year, 12, 31)))),
        got,
        sum(each.amount_fen for each in got),
        sum(each.amount_fen - each.paid_fen for each in got),
        asked,
        sum(each.amount_fen for each in asked),
        sum(each.amount_fen - each.paid_fen for each in asked),
        held,
        _held_fen(held, year, "pay"),
        _held_fen(held, year, "collect"),
        settlement.own_due(viewer, year) if asked else (),
    )


def _held_fen(held: tuple[HeldRow, ...], year: int, direction: str) -> int:
    """What waits of a year's money of one direction, less the deductions that wait with it."""
    ours = [row for row in held if row.period.startswith(str(year)) and row.direction == direction]
    return sum(row.held_fen if row.amount_fen > 0 else -row.held_fen for row in ours)


def _put_in(viewer: Viewer, homes: tuple[str, ...], year: int, day: date) -> Iterator[PutIn]:
    for code in homes:
        plots, area = land.given_land(viewer, code, on=day)
        if plots:
            yield PutIn(Reason.of("home.land", plots=plots, area_centimu=area), "land")
    if viewer.party:
        yield from _put_into(viewer, registry.home_cooperatives(viewer, day), year, day)
    for code in homes:
        scored = household_year(viewer, code, year)
        if scored.scored:
            yield PutIn(Reason.of("home.points", months=scored.scored, points=scored.points), "points")


def _put_into(viewer: Viewer, orgs: tuple[str, ...], year: int, day: date) -> Iterator[PutIn]:
    """What somebody put into the cooperatives: days, produce, contributions."""
    if days := sum(labour.days_of_year(viewer, org, viewer.party, year) for org in orgs):
        yield PutIn(Reason.of("home.work", days=days), "work")
    traded = [deliveries.trade_of(viewer, org, viewer.party, year) for org in orgs]
    if weight_g := sum(each.weight_g for each in traded):
        value_fen = sum(each.value_fen for each in traded)
        yield PutIn(Reason.of("home.trade", weight_g=weight_g, value_fen=value_fen), "trade")
    joined = [org for org in orgs if org in viewer.member_of]
    if paid_in := sum(member_account(viewer, org, viewer.party, on=day).contribution_fen for org in joined):
        yield PutIn(Reason.of("home.capital", contribution_fen=paid_in), "trade")
