"""Wages every month, land money once a year (工钱与土地钱办理): runs, what the company pays in, payments."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from liancun.kernel import Period, half_up
from liancun.kernel.rulings import EntryLine
from liancun.scenario import constants as c
from liancun.scenario.books import Voucher, park_fee, park_labour, scaled
from liancun.scenario.corrections import day_steps, field_steps
from liancun.scenario.growing_books import month_books
from liancun.scenario.labour import G_PER_HG, G_PER_T
from liancun.scenario.labour_books import (
    LATE_MONTH,
    course_books,
    labour_books,
    late_book,
    mine_book,
    seekers_book,
)
from liancun.scenario.ledger_books import HILL_RENT, PARK_PART, funds_books, voucher_rows
from liancun.scenario.pipeline import Raising, Step
from liancun.scenario.registry_books import Book
from liancun.scenario.settling import Days, Running, answered, take_in
from liancun.scenario.world import World

WAGES, FLOOR, SHARE = "wages", "guaranteed_dividend", "park_share"
JANUARY: Final = Period(c.YEAR + 1, 1)
OBJECTS_ON: Final = date(c.YEAR + 1, 2, 2)
FLOOR_DAYS: Final = Days(date(c.YEAR, 12, 5), date(c.YEAR, 12, 5), date(c.YEAR, 12, 15))
LAND_OBJECTED: Final = date(c.YEAR, 12, 8)
LAND_ANSWERED: Final = date(c.YEAR, 12, 11)
SHARES_ONLY: Final = "home3"
"""The demo's household whose land is all in shares."""
COMPANY_PAYS: Final = date(c.YEAR, 12, 20)
FLOOR_PAID: Final = date(c.YEAR, 12, 22)
SHARE_DAYS: Final = Days(date(c.YEAR + 1, 1, 21), date(c.YEAR + 1, 1, 21), date(c.YEAR + 1, 1, 30))
AGREED: Final = date(c.YEAR + 1, 1, 20)
SHARE_PAID: Final = date(c.YEAR + 1, 2, 5)
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
    yield from day_steps(raising, month)
    yield from field_steps(raising, month)
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
        running.object(by.party, "一月最后一个星期修渠两天是弟弟去做的,记在了我名下", "payee", by, OBJECTS_ON)
    running.confirm(days[3])
    lines = [line for line in running.lines(days[4]) if line.state == "posted"]
    running.pay(lines, days[4], f"wages-{month}")


def land_money_steps(raising: Raising) -> Iterator[Step]:
    """December: the list of land money, the company's payment, the payment to households and collectives."""
    running = Running(raising, FLOOR, c.HEAD, str(c.YEAR))
    raising.runs[FLOOR, c.HEAD, str(c.YEAR)] = running
    yield lambda: running.draft(FLOOR_DAYS.drafted)
    yield lambda: running.publish(FLOOR_DAYS.published, "片区公开栏")
    yield lambda: _area_objection(raising, running)
    yield lambda: running.confirm(FLOOR_DAYS.confirmed)
    yield lambda: _company_pays(raising, running, OPEN_PARTS, COMPANY_PAYS, "收公司土地保底款")
    yield lambda: running.pay(running.lines(FLOOR_PAID), FLOOR_PAID, f"land-{c.YEAR}")
    for book in funds_books(raising.world, COMPANY_PAYS):
        yield raising.bringing(book, f"{book.org_code}.accountant")
    yield lambda: take_in(raising, running, HILL_RENT, FLOOR_PAID)


def _area_objection(raising: Raising, running: Running) -> None:
    """A household holds its land to be larger; it was measured, and the answer says when."""
    by = raising.who(SHARES_ONLY, LAND_OBJECTED)
    home = next(each for each in raising.world.households if each.head.code == by.party)
    number = running.object(
        home.contract_code, "觉得坡上那块地不止这么多", "amount", by, LAND_OBJECTED, direction="less"
    )
    director = raising.who("head.director", LAND_ANSWERED)
    answered(number, "rejected", "确权登记2016与合同附图,面积一致", director, LAND_ANSWERED)


def share_steps(raising: Raising) -> Iterator[Step]:
    """January: the company's cash as a memo, the park's statement, and the collectives' part of it."""
    yield raising.bringing(cash_book(raising.world), "town.clerk")
    yield raising.bringing(statement_book(raising.world), "head.director")
    running = Running(raising, SHARE, c.HEAD, str(c.YEAR))
    raising.runs[SHARE, c.HEAD, str(c.YEAR)] = running
    yield lambda: running.live(SHARE_DAYS)
    yield lambda: _company_pays(raising, running, (), SHARE_PAID, "收公司园区分成款")
    yield lambda: running.pay(running.lines(SHARE_PAID), SHARE_PAID, f"share-{c.YEAR}")
    yield lambda: take_in(raising, running, PARK_PART, SHARE_PAID)


def statement_book(world: World) -> Book:
    """The park's year as agreed on 20 January."""
    fruit_g = half_up(c.PARK_FRUIT_T * G_PER_T * world.town.share / G_PER_HG) * G_PER_HG
    months = Period(c.YEAR).months
    given = {
        "fruit_fen": fruit_g * c.CILI_BUY_FEN // 1000,
        "labour_fen": sum(park_labour(world.town, month) for month in months),
        "fee_fen": sum(park_fee(world.town, month) for month in months),
        "inputs_fen": scaled(world.town, c.PARK_INPUTS_FEN),
        "management_fen": scaled(world.town, c.PARK_MANAGEMENT_FEN),
    }
    net_fen = 2 * given["fruit_fen"] - sum(given.values())
    row = {"year": c.YEAR, "fruit_g": fruit_g, **given, "net_fen": net_fen, "agreed_on": AGREED}
    return Book("park_statements", c.HEAD, AGREED, [row | {"document": f"园区结算书{c.YEAR}"}])


def cash_book(world: World) -> Book:
    """The company's quarters."""
    opening = scaled(world.town, c.COMPANY_OPENING_FEN)
    rows = [{"year": c.YEAR, "quarter": 1, "item": "年初余额", "direction": "opening", "amount_fen": opening}]
    rows += [
        {
            "year": c.YEAR, "quarter": quarter, "item": item, "direction": way,
            "amount_fen": scaled(world.town, fen),
        }
        for (item, way), table in c.COMPANY_CASH_FEN.items()
        for quarter, fen in enumerate(table, 1)
        if fen
    ]  # fmt: skip
    return Book("company_cash", c.COMPANY, AGREED, rows)


def _company_pays(raising: Raising, running: Running, parts: tuple[str, ...], day: date, text: str) -> None:
    """The company pays in what the list says it bears."""
    lines = [line for line in running.lines(day) if not parts or line.part in parts]
    fen = sum(line.amount_fen for line in lines if line.state == "posted")
    if fen:
        company = f"O:{c.COMPANY}"
        voucher = Voucher(
            f"GS-{day}", day, text, (EntryLine("102", fen, 0), EntryLine("114", 0, fen, company))
        )
        rows = list(voucher_rows([voucher]))
        raising.bring(
            Book("vouchers", c.HEAD, day, rows, f"company-{day}"), raising.who("head.accountant", day)
        )
