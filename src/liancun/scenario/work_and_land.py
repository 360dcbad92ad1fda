"""Wages every month, land money once a year (工钱与土地钱办理): runs, what the company pays in, payments."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from liancun.kernel import Period
from liancun.kernel.rulings import EntryLine
from liancun.scenario import constants as c
from liancun.scenario.books import Voucher
from liancun.scenario.growing_books import month_books
from liancun.scenario.labour_books import (
    LATE_MONTH,
    course_books,
    labour_books,
    late_book,
    mine_book,
    seekers_book,
)
from liancun.scenario.ledger_books import voucher_rows
from liancun.scenario.raising import Raising, Step
from liancun.scenario.registry_books import Book
from liancun.scenario.settling import Days, Running

WAGES, FLOOR, SHARE = "wages", "guaranteed_dividend", "park_share"
JANUARY: Final = Period(c.YEAR + 1, 1)
OBJECTS_ON: Final = date(c.YEAR + 1, 2, 2)
FLOOR_DAYS: Final = Days(date(c.YEAR, 12, 5), date(c.YEAR, 12, 5), date(c.YEAR, 12, 15))
COMPANY_PAYS: Final = date(c.YEAR, 12, 20)
FLOOR_PAID: Final = date(c.YEAR, 12, 22)
OPEN_PARTS: Final = ("floor", "hill")
"""The parts of land money that the company bears; the second payment is the cooperative's own."""


def work_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """A month's orders, sheets, plantings and inspections; on the 5th of the next the wages are paid."""
    world = raising.world
    if month == Period(c.YEAR, 1):
        yield raising.bringing(seekers_book(world), "head.accountant")
    for book in (*labour_books(world, month), *course_books(world, month), *month_books(world, month)):
        yield raising.bringing(book, "head.accountant")
    yield raising.bringing(mine_book(world, month), "town.clerk")
    if month == Period(c.YEAR, LATE_MONTH + 1):
        late = late_book(world)
        if late:
            yield raising.bringing(late, "head.accountant")
    if month <= JANUARY:
        yield lambda: pay_wages(raising, month)


def pay_wages(raising: Raising, month: Period) -> None:
    """The pay list is up from the 1st, confirmed on the 4th, paid on the 5th; one of January waits."""
    days = [month.next.first_day + timedelta(days=each) for each in range(5)]
    running = Running(raising, WAGES, c.HEAD, str(month))
    raising.runs[WAGES, c.HEAD, str(month)] = running
    running.draft(days[0])
    running.publish(days[0], "片区公开栏")
    if month == JANUARY:
        by = raising.who("worker", OBJECTS_ON)
        running.object(by.party, "一月最后一个星期在沟边修渠两天,表上没有记", "amount", by, OBJECTS_ON)
    running.confirm(days[3])
    lines = [line for line in running.lines(days[4]) if line.state == "posted"]
    running.pay(lines, days[4], f"wages-{month}")


def land_money_steps(raising: Raising) -> Iterator[Step]:
    """December: the list of land money, the company's payment, the payment to households and collectives."""
    running = Running(raising, FLOOR, c.HEAD, str(c.YEAR))
    raising.runs[FLOOR, c.HEAD, str(c.YEAR)] = running
    yield lambda: running.live(FLOOR_DAYS)
    yield lambda: _company_pays(raising, running, OPEN_PARTS, COMPANY_PAYS, "收公司土地保底款")
    yield lambda: running.pay(running.lines(FLOOR_PAID), FLOOR_PAID, f"land-{c.YEAR}")


def _company_pays(raising: Raising, running: Running, parts: tuple[str, ...], day: date, text: str) -> None:
    """The company pays in what the list says it bears."""
    fen = sum(line.amount_fen for line in running.lines(day) if line.part in parts and line.state == "posted")
    if fen:
        company = f"O:{c.COMPANY}"
        lines = (EntryLine("102", fen, 0), EntryLine("113", 0, fen, company))
        voucher = Voucher(f"GS-{day}", day, text, lines)
        rows = list(voucher_rows([voucher]))
        raising.bring(
            Book("vouchers", c.HEAD, day, rows, f"company-{day}"), raising.who("head.accountant", day)
        )
