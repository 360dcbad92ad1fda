"""The head cooperative's opening balance and vouchers as workbooks (期初余额、记账凭证), a file a month."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from liancun.kernel import Period
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
        yield month, Book("vouchers", c.HEAD, entered, list(_voucher_rows(found)), str(month))


def _voucher_rows(vouchers: Iterable[books.Voucher]) -> Iterator[dict[str, Any]]:
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
