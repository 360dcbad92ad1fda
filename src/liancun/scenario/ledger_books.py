"""The head cooperative's opening balance and vouchers as workbooks (期初余额、记账凭证), a file a month."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from liancun.kernel import Period, allocate
from liancun.kernel.rulings import EntryLine
from liancun.scenario import books
from liancun.scenario import constants as c
from liancun.scenario.registry_books import Book
from liancun.scenario.world import World

DAY_BEFORE: Final = date(2024, 12, 31)


def opening_book(world: World) -> Book:
    """The opening balance of the head, the evening before its book begins."""
    lines = books.opening_lines(world.town, world.households, world.members)
    rows = [{"day": DAY_BEFORE, **_sides(line)} for line in lines]
    return Book("opening_balances", c.HEAD, c.FIRST_DAY, rows)


def voucher_books(world: World) -> Iterator[tuple[Period, Book]]:
    """The vouchers of each month, entered on its last day or on the demo day."""
    by_month: dict[Period, list[books.Voucher]] = {}
    for voucher in world.vouchers:
        by_month.setdefault(Period.month_of(voucher.day), []).append(voucher)
    for month, found in sorted(by_month.items()):
        entered = min(month.last_day, c.DEMO_DAY)
        yield month, Book("vouchers", c.HEAD, entered, list(voucher_rows(found)), str(month))


MOST_PAY_FEN: Final = 900_00
"""What the town sends ahead for one grid worker and month: the most that can be due."""


def advance_books(world: World, month: Period) -> Iterator[tuple[str, Book]]:
    """Town money for a month's grid workers, sent to each collective on the 2nd of the next; by slug."""
    day = month.next.first_day + timedelta(days=1)
    for village in world.town.villages:
        fen = village.grid_workers * MOST_PAY_FEN
        yield (
            village.slug,
            _two_lines(village.slug, f"GW-{month}", day, "收镇拨网格员报酬", "102", "211", fen),
        )


def pass_on_book(slug: str, day: date, fen: int) -> Book:
    """Refuse money handed on to the town's haulage."""
    return _two_lines(slug, f"QY-{day}", day, "上缴垃圾清运费", "211", "102", fen)


HILL_RENT: Final = ("SR-ZJ", "收荒山流转费", "501")
FUNDS: Final = ("SR-ZJSY", "收政策资金量化收益", "502")
PARK_PART: Final = ("SR-YQ", "收园区分成村集体部分", "502")
SURPLUS_PART: Final = ("SR-YY", "收合作社盈余分配", "502")
"""What a collective takes in as its own: (voucher, text, account)."""


def income_book(slug: str, day: date, what: tuple[str, str, str], fen: int) -> Book:
    """Money that came to a collective's bank as its own income."""
    number, text, account = what
    return _two_lines(slug, f"{number}-{day}", day, text, "102", account, fen)


def funds_books(world: World, day: date) -> Iterator[Book]:
    """The company's yearly payment on policy funds, divided by registered households."""
    total = books.scaled(world.town, c.POLICY_FUNDS_FEN * c.POLICY_FUNDS_RATE)
    shares = allocate(total, {village.slug: village.households for village in world.town.villages})
    for slug, fen in shares.items():
        yield income_book(slug, day, FUNDS, fen)


def _two_lines(slug: str, number: str, day: date, text: str, debit: str, credit: str, fen: int) -> Book:
    party = f"O:{c.FINANCE}"
    lines = (
        EntryLine(debit, fen, 0, party if debit == "211" else ""),
        EntryLine(credit, 0, fen, party if credit == "211" else ""),
    )
    rows = list(voucher_rows([books.Voucher(number, day, text, lines)]))
    return Book("vouchers", slug, day, rows, number)


def voucher_rows(vouchers: Iterable[books.Voucher]) -> Iterator[dict[str, Any]]:
    for voucher in vouchers:
        for position, line in enumerate(voucher.lines, 1):
            yield {
                "voucher": voucher.number, "position": position, "day": voucher.day,
                "summary": voucher.text, **_sides(line),
            }  # fmt: skip


def _sides(line: EntryLine) -> dict[str, Any]:
    return {
        "account": line.account, "party": line.party,
        "debit": line.debit_fen or None, "credit": line.credit_fen or None,
    }  # fmt: skip
