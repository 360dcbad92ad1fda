"""What the cash box says is not in a month's book yet (盘点有差)."""

from collections.abc import Iterator

from liancun.base.unentered import Unentered
from liancun.kernel import Period
from liancun.rooms.ledger.models import CashCount
from liancun.rooms.ledger.rules.cash import CashSheet


def cash_is_off(org_code: str, month: Period) -> Iterator[Unentered]:
    """The month's last count, where it was off: what is found out is entered, and the box counted again."""
    counts = CashCount.objects.filter(org_code=org_code, counted_on__range=(month.first_day, month.last_day))
    last = counts.order_by("-counted_on", "-mark").first()
    if last is None:
        return
    sheet = CashSheet(last.book_fen, last.received_fen, last.paid_fen, last.counted_fen)
    if sheet.off_fen:
        yield Unentered("cash_off", "", str(month), 1, sheet.off_fen)
    elif sheet.received_fen or sheet.paid_fen:
        yield Unentered("cash_unbooked", "", str(month), 1, sheet.received_fen - sheet.paid_fen)


UNENTERED = (cash_is_off,)
