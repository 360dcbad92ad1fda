"""A small cooperative's year for these tests (小合作社的一年), and each step of its surplus by its post.

Three farmers and the company hold shares; two farmers delivered cili that was sold on: a surplus of ¥210.00.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.capital import actions as capital
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries.rules import Weighing
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger.fields import NewEntry, VoucherLine
from liancun.rooms.notices import actions as board
from liancun.rooms.notices import queries as notices
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry.tests import town
from liancun.rooms.sales import actions as sales
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement.models import RunLine

PAID_IN, DEC, LAID, MEETING = date(2025, 1, 2), date(2025, 12, 20), date(2026, 1, 12), date(2026, 1, 28)
FIRST, SECOND, FOURTH, COMPANY = "P0000001", "P0000003", "P0000007", "O:company"
HOLDERS = {FIRST: 100, SECOND: 100, FOURTH: 50, COMPANY: 500}
DELIVERED_KG = {FIRST: 100, FOURTH: 200}


def raise_cooperative(price_fen: int = 470) -> None:
    """The town, the head's book, shares, slips at ¥4.00 a kilo and one sale of it all at `price_fen`."""
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))
    for party, shares in HOLDERS.items():
        given = capital.Contribution(
            number=f"GJ-{party}", party=party, shares=shares, price_fen=100, paid_fen=shares * 100,
            happened_on=PAID_IN,
        )  # fmt: skip
        capital.record_contribution("head", given, by=SYSTEM, on=PAID_IN)
    for number, (party, net_kg) in enumerate(DELIVERED_KG.items(), 1):
        weigh(str(number), party, net_kg, DEC)
    sale = sales.NewSale("XS-1", COMPANY, "cili", sum(DELIVERED_KG.values()) * 1000, price_fen, DEC)
    sales.record_sale("head", sale, by=SYSTEM, on=DEC)


def weigh(number: str, party: str, net_kg: int, day: date) -> None:
    """A slip of cili at ¥4.00 a kilo."""
    weighing = Weighing(
        product="cili",
        grade="统货",
        gross_g=(net_kg + 5) * 1000,
        tare_g=5_000,
        deduction_g=0,
        price_fen=400,
    )
    slip = deliveries.NewSlip("jiaxi", number, day, party, weighing)
    deliveries.record_slip("head", slip, by=SYSTEM, on=day)


def close_books(year: int = 2025) -> None:
    """What was delivered and sold is in the book, the result is carried, every month closed."""
    on = date(year + 1, 1, 12)
    if year == 2025:
        sales.post_month("head", sales.SalesMonth("2025-12"), by=SYSTEM, on=LAID)
        for party, net_kg in DELIVERED_KG.items():
            enter(date(2025, 12, 31), ("121", net_kg * 400, ""), ("114", -net_kg * 400, party))
    ledger.carry_year_end("head", ledger.BookYear(year), by=SYSTEM, on=on)
    for month in range(1, 13):
        ledger.close_period(
            "head", ledger.MonthToClose(f"{year}-{month:02d}", "货款手工记了"), by=SYSTEM, on=on
        )


def enter(day: date, *lines: tuple[str, int, str]) -> None:
    """A voucher of (account, debit or minus credit, party)."""
    filled = tuple(VoucherLine(account, party, max(fen, 0), max(-fen, 0)) for account, fen, party in lines)
    ledger.post_entry("head", NewEntry(day, "测试", filled), by=SYSTEM, on=max(day, LAID))


def who(post: str, on: date = LAID):
    """Who holds a post at the head cooperative."""
    return town.viewer(f"head.{post}", on)


def drafted(on: date = LAID) -> int:
    """The year's distribution, drafted by the accountant."""
    return settlement.draft_run("head", settlement.NewRun("surplus", "2025"), by=who("accountant", on), on=on)


def laid_out(run: int, on: date = LAID) -> int:
    """Checked, published, and hung in every village; returns the notice's number."""
    settlement.check_run(run, by=who("supervisor", on), on=on)
    number = int(settlement.publish_run(run, by=who("notice_clerk", on), on=on).ref.partition(":")[2])
    for village in sorted({code for code in villages(run) if code}):
        board.record_posting(
            number,
            board.Hanging(villages=(village,), place="公开栏", posted_on=on),
            by=who("notice_clerk", on),
            on=on,
        )
    return number


def villages(run: int) -> set[str]:
    """The villages of a run's lines."""
    return set(RunLine.objects.filter(run=run).values_list("village_code", flat=True))


def voted(
    code: str, subject: str = "surplus/2025", on: date = MEETING, votes_for: int = 5, **more: Any
) -> bool:
    """The assembly of seven members votes."""
    asked: dict[str, Any] = {"body": "members_assembly", "entitled": 7, "present": 6, "total_votes": 7} | more
    vote = registry.Vote(code=code, subject=subject, held_on=on, votes_for=votes_for, **asked)
    return registry.record_resolution("head", vote, by=who("director", on), on=on).passed


def confirm(run: int, on: date = MEETING) -> None:
    """The director confirms by the vote."""
    settlement.confirm_run(run, by=who("director", on), on=on)


def posted(code: str = "DH-1") -> int:
    """A distribution that went all the way into the book."""
    run = drafted()
    laid_out(run)
    voted(code)
    confirm(run)
    settlement.post_run(run, by=who("accountant", MEETING), on=MEETING)
    return run


def posted_year(year: int, on: date, kind: str = "surplus", code: str = "") -> int:
    """The plan of a later year, drafted and laid out on a day, voted seventeen days after and posted."""
    new = settlement.NewRun(kind, str(year))
    run = settlement.draft_run("head", new, by=who("accountant", on), on=on)
    laid_out(run, on)
    later = on + timedelta(days=17)
    assert voted(code or f"DH-{year}", f"{kind}/{year}", on=later)
    confirm(run, later)
    settlement.post_run(run, by=who("accountant", later), on=later)
    return run


def pay(run: int, key: str = "k", on: date = MEETING, post: str = "cashier"):
    """Pay every line that is payable."""
    rows = RunLine.objects.filter(run=run, payable=True).values_list("pk", "amount_fen")
    payments = [settlement.NewPayment(line, fen, on) for line, fen in rows]
    return settlement.record_payments("head", payments, key=key, by=who(post, on), on=on)


def refused(code: str, act, *args, **kwargs) -> Refusal:
    """What an act is refused with; its code is `code`."""
    with pytest.raises(Refusal) as no:
        act(*args, **kwargs)
    assert no.value.code == code
    return no.value


def notice_number(run: int) -> int:
    """The notice a run hangs on."""
    return notices.notice_of([f"run:{run}"])[f"run:{run}"]
