"""The surplus of the year (盈余分配): books closed, papers laid open, the assembly's vote, the money paid."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from liancun.rooms.ledger import actions as ledger
from liancun.rooms.surplus.actions import Closing, close_cooperative_year
from liancun.scenario import constants as c
from liancun.scenario.ledger_books import SURPLUS_PART
from liancun.scenario.pipeline import Raising, Step
from liancun.scenario.settling import Running, resolve, take_in

SURPLUS: Final = "surplus"
CLOSED: Final = date(2026, 1, 12)
ASSEMBLY: Final = date(2026, 1, 28)
PAID: Final = date(2026, 2, 6)
SEALED: Final = date(2026, 2, 9)
REPRESENTATIVES_OVER: Final = 150
"""More members than these may act by representatives (合作社法第三十二条)."""


def surplus_steps(raising: Raising) -> Iterator[Step]:
    """From the closing of December to the voted and posted distribution."""
    for village in raising.world.town.villages:
        yield lambda slug=village.slug: _close_collective(raising, slug)  # type: ignore[misc]
    running = Running(raising, SURPLUS, c.HEAD, str(c.YEAR))
    raising.runs[SURPLUS, c.HEAD, str(c.YEAR)] = running
    yield lambda: _papers(running)
    yield lambda: _vote(raising)
    yield lambda: running.confirm(ASSEMBLY)


def _close_collective(raising: Raising, slug: str) -> None:
    """A village's accountant carries the year's result and closes December."""
    by = raising.who(f"{slug}.accountant", CLOSED)
    ledger.carry_year_end(slug, ledger.BookYear(c.YEAR), by=by, on=CLOSED)
    ledger.close_period(slug, ledger.MonthToClose(f"{c.YEAR}-12"), by=by, on=CLOSED)


def _papers(running: Running) -> None:
    """Carry, close, draft; the supervisor checks; the papers lie open sixteen days before the assembly."""
    by = running.holder("makes", CLOSED)
    running.run = close_cooperative_year(c.HEAD, Closing(year=c.YEAR), by=by, on=CLOSED)
    running.check(CLOSED)
    running.publish(CLOSED, "合作社公开栏")


def _vote(raising: Raising) -> None:
    members = len(raising.world.members)
    body = "representatives_assembly" if members > REPRESENTATIVES_OVER else "members_assembly"
    passed = resolve(
        c.HEAD, "DH-2026-01", body, f"{SURPLUS}/{c.YEAR}", raising.world.town.votes, members,
        raising.who("head.director", ASSEMBLY), ASSEMBLY,
    )  # fmt: skip
    assert passed


def payment_steps(raising: Raising) -> Iterator[Step]:
    """Paid before Spring Festival, a bank list for each village; then the year is sealed."""

    def pay() -> None:
        running = raising.runs[SURPLUS, c.HEAD, str(c.YEAR)]
        running.pay(running.lines(PAID), PAID, f"surplus-{c.YEAR}")

    yield pay
    yield lambda: take_in(raising, raising.runs[SURPLUS, c.HEAD, str(c.YEAR)], SURPLUS_PART, PAID)
    yield lambda: ledger.seal_year(
        c.HEAD, ledger.BookYear(c.YEAR), by=raising.who("head.accountant", SEALED), on=SEALED
    )
