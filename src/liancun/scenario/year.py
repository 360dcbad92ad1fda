"""The year (一年), month by month: scores, grid pay, refuse bills, the books' vouchers, and closing them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from liancun.kernel import Period
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.points.actions import score_month
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.sales import actions as sales
from liancun.rooms.settlement.queries.pages import LineRow
from liancun.scenario import constants as c
from liancun.scenario.corrections import slip_steps
from liancun.scenario.duties_books import duty_steps
from liancun.scenario.events import event_steps
from liancun.scenario.joint import joint_steps
from liancun.scenario.ledger_books import advance_books, pass_on_book, voucher_books
from liancun.scenario.meetings import meeting_steps
from liancun.scenario.pipeline import Raising, Stage, Step
from liancun.scenario.points import Score
from liancun.scenario.points_books import (
    CORRECTED_MONTH,
    TIERS,
    WRONG_MONTHS,
    mistakes,
    month_scores,
    score_books,
    true_bonus,
)
from liancun.scenario.registry_books import Book
from liancun.scenario.settling import Days, Running, answered
from liancun.scenario.trade_books import trade_books
from liancun.scenario.work_and_land import land_money_steps, share_steps, work_steps
from liancun.scenario.year_end import payment_steps, surplus_steps

FEE, GRID, DELIVERY = "refuse_fee", "grid_worker_pay", "delivery_payment"
RECEIPT_DAYS: Final = (date(2025, 3, 20), date(2025, 6, 20), date(2025, 9, 20), date(2025, 12, 20))
RECEIPT_DAYS_2026: Final = (date(2026, 1, 26), date(2026, 2, 10))
PASSED_ON: Final = (date(2025, 12, 25),)
JANUARY = Period(c.YEAR + 1, 1)


def year_stages(raising: Raising) -> Iterator[Stage]:
    """The bills of 2025, every month, then what followed up to the demo day."""
    vouchers = dict(voucher_books(raising.world))
    scores = month_scores(raising.world)
    yield Stage("2025年清运费账单", lambda: bill_steps(raising, c.YEAR - 1))
    for month in Period(c.YEAR).months:
        yield Stage(f"{month} 记账评分", lambda month=month: month_steps(raising, month, vouchers, scores))  # type: ignore[misc]
    yield Stage("2026年清运费账单", lambda: bill_steps(raising, c.YEAR))
    yield Stage("2025年盈余分配", lambda: surplus_steps(raising), "surplus")
    yield Stage("2026-01 记账评分", lambda: month_steps(raising, JANUARY, vouchers, scores))
    yield Stage("盈余发放", lambda: payment_steps(raising))
    yield Stage(
        "2026-02 评分过磅",
        lambda: [
            raising.bringing(vouchers[JANUARY.next], "head.accountant"),
            *trade_steps(raising, JANUARY.next),
            *work_steps(raising, JANUARY.next),
            *score_steps(raising, JANUARY.next, scores),
            *receipt_steps(raising, RECEIPT_DAYS_2026[-1]),
            *meeting_steps(raising, JANUARY.next),
            *joint_steps(raising, JANUARY.next),
        ],
    )
    yield Stage("责任清单和走访", lambda: duty_steps(raising), "duties")


def month_steps(
    raising: Raising, month: Period, vouchers: Mapping[Period, Book], scores: Mapping[Period, list[Score]]
) -> Iterable[Step]:
    """What a month brings, up to the 12th of the next, when its books are closed."""
    yield raising.bringing(vouchers[month], "head.accountant")
    yield from event_steps(raising, month)
    yield from trade_steps(raising, month)
    yield from work_steps(raising, month)
    yield from meeting_steps(raising, month)
    yield from joint_steps(raising, month)
    for slug, book in advance_books(raising.world, month):
        yield raising.bringing(book, f"{slug}.accountant")
    for day in (*RECEIPT_DAYS, *RECEIPT_DAYS_2026):
        if month.holds(day):
            yield from receipt_steps(raising, day)
    for day in PASSED_ON:
        if month.holds(day):
            yield from (pass_on_step(raising, village.slug, day) for village in raising.world.town.villages)
    yield from score_steps(raising, month, scores)
    if month == Period(c.YEAR, CORRECTED_MONTH):
        wrong = mistakes(raising.world).corrected
        yield lambda: correct(raising, wrong, [month], month.next.first_day + timedelta(days=3))
    for village in raising.world.town.villages:
        yield lambda slug=village.slug: grid_pay(raising, slug, month)  # type: ignore[misc]
    if month == Period(c.YEAR, 12):
        yield from land_money_steps(raising)
    if month == JANUARY:
        yield from share_steps(raising)
    if month.year == c.YEAR and month.month < 12:
        yield from closing_steps(raising, month)


def trade_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """Slips, sales, losses and receipts of a month; on the 5th of the next growers are paid."""
    if month in raising.slips:
        yield raising.bringing(raising.slips[month], "head.accountant")
        yield from slip_steps(raising, month, raising.slips[month].day)
    for book in trade_books(raising.world, month):
        yield raising.bringing(book, "head.accountant")
    if month > JANUARY:
        return
    if month in raising.slips:
        yield lambda: pay_growers(raising, month)
    day = month.next.first_day + timedelta(days=4)
    yield lambda: sales.post_month(
        c.HEAD, sales.SalesMonth(str(month)), by=raising.who("head.accountant", day), on=day
    )


def pay_growers(raising: Raising, month: Period) -> None:
    """The month's payment for deliveries: up on the 1st, confirmed on the 4th, paid on the 5th."""
    days = [month.next.first_day + timedelta(days=each) for each in range(5)]
    running = Running(raising, DELIVERY, c.HEAD, str(month))
    raising.runs[DELIVERY, c.HEAD, str(month)] = running
    running.live(Days(days[0], days[0], days[3]))
    running.pay(running.lines(days[4]), days[4], f"growers-{month}")


def score_steps(raising: Raising, month: Period, scores: Mapping[Period, list[Score]]) -> Iterator[Step]:
    """The month's scores, a workbook for each village."""
    for slug, book in score_books(raising.world, month, scores[month]):
        yield raising.bringing(book, f"{slug}.accountant")


def correct(raising: Raising, household: Any, months: Iterable[Period], on: date) -> None:
    """The village's accountant sets wrong scores right by later rows."""
    slug = household.village.slug
    for month in months:
        bonus = true_bonus(raising.world, household, month)
        marks = {household.living_code: MonthMark("scored", c.BASE_POINTS, bonus)}
        score_month(slug, str(month), marks, by=raising.who(f"{slug}.accountant", on), on=on, correct=True)


def closing_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """Every book closes the month on the 12th of the next."""
    day = month.next.first_day + timedelta(days=11)
    for org in (c.HEAD, *(village.slug for village in raising.world.town.villages)):
        yield lambda org=org: ledger.close_period(  # type: ignore[misc]
            org, ledger.MonthToClose(str(month)), by=raising.who(f"{org}.accountant", day), on=day
        )


# --- grid workers' pay ---------------------------------------------------------------------------


def grid_pay(raising: Raising, slug: str, month: Period) -> None:
    """The list goes up on the 6th of the next month, is confirmed on the 9th and paid on the 10th."""
    first = month.next.first_day
    running = Running(raising, GRID, slug, str(month))
    raising.runs[GRID, slug, str(month)] = running
    running.draft(first + timedelta(days=5))
    running.publish(first + timedelta(days=5))
    if month == JANUARY and slug == raising.world.town.villages[0].slug:
        by = raising.who(f"{slug}.grid1", first + timedelta(days=6))
        running.object(by.party, "一月有三户是迟评的,表上算成了按时", "amount", by, first + timedelta(days=6))
    running.confirm(first + timedelta(days=8))
    day = first + timedelta(days=9)
    lines = [line for line in running.lines(day) if line.state == "posted"]
    running.pay(lines, day, f"grid-{month}")


# --- refuse bills --------------------------------------------------------------------------------


def bill_steps(raising: Raising, year: int) -> Iterator[Step]:
    """The bills that follow from the points of `year`: drafted on 4 January, confirmed on the 13th."""
    for village in raising.world.town.villages:
        yield lambda slug=village.slug: _bills(raising, slug, year)  # type: ignore[misc]
    if year == c.YEAR:
        yield lambda: uphold(raising)
    yield lambda: choose_payers(raising, year)


def _bills(raising: Raising, slug: str, year: int) -> None:
    days = Days(*(date(year + 1, 1, day) for day in (4, 5, 13)))
    running = Running(raising, FEE, slug, str(year))
    raising.runs[FEE, slug, str(year)] = running
    running.draft(days.drafted)
    running.publish(days.published)
    if year == c.YEAR and slug == raising.world.town.villages[0].slug:
        _objections(raising, running)
    running.confirm(days.confirmed)


def _objections(raising: Raising, running: Running) -> None:
    """Two households object: one was wronged by a slip of the pen, the other was not."""
    wrong = mistakes(raising.world)
    slug = running.org_code
    on, answer = date(c.YEAR + 1, 1, 8), date(c.YEAR + 1, 1, 10)
    found = []
    for login, household, text in (
        ("wronged", wrong.wronged, "九月到十二月院坝都评了好,奖励分记少了"),
        ("unfounded", wrong.unfounded, "觉得十月应当多给一分"),
    ):
        by = raising.who(login, on)
        found.append(running.object(household.living_code, text, "points", by, on))
    months = [Period(c.YEAR, month) for month in WRONG_MONTHS]
    correct(raising, wrong.wronged, months, answer)
    for number, household, outcome, evidence in (
        (found[0], wrong.wronged, "upheld", "纸质评分表2025年9至12月"),
        (found[1], wrong.unfounded, "rejected", "纸质评分表2025年10月,照片三张"),
    ):
        posts = (raising.who(f"{slug}.{post}", answer) for post in ("secretary", "supervisor"))
        by = next(each for each in posts if each.party != household.head.code)
        answered(number, outcome, evidence, by, answer)


def uphold(raising: Raising) -> None:
    """The upheld line is computed anew, checked, confirmed and entered by itself."""
    village = raising.world.town.villages[0]
    running = raising.runs[FEE, village.slug, str(c.YEAR)]
    running.redo(mistakes(raising.world).wronged.living_code, date(c.YEAR + 1, 1, 15))


def choose_payers(raising: Raising, year: int) -> None:
    """Who pays when: by tier, as many as the town counts; the others still owe at the end."""
    town = raising.world.town
    random = Random(f"{town.seed}:payers:{year}")
    days = RECEIPT_DAYS if year == c.YEAR - 1 else RECEIPT_DAYS_2026
    groups: dict[str, list[LineRow]] = {tier: [] for tier in (*TIERS, "")}
    for village in town.villages:
        running = raising.runs[FEE, village.slug, str(year)]
        for line in running.lines(date(year + 1, 1, 20)):
            if line.open_fen and line.payable:
                groups[str(line.outcome["tier"])].append(line)
    for place, tier in enumerate((*TIERS, "")):
        bills = groups[tier]
        owing = town.unpaid_2025[place] if days is RECEIPT_DAYS else len(bills) - town.paid_2026[place]
        for line in random.sample(bills, len(bills) - owing):
            raising.payers.setdefault((line.org_code, random.choice(days)), []).append(line)


def receipt_steps(raising: Raising, day: date) -> Iterator[Step]:
    """The cashier's receipts of a day, a workbook for each village."""
    for village in raising.world.town.villages:
        yield lambda slug=village.slug: _receipts(raising, slug, day)  # type: ignore[misc]


def _receipts(raising: Raising, slug: str, day: date) -> None:
    running = raising.runs[FEE, slug, str(day.year - 1)]
    lines = sorted(raising.payers.get((slug, day), ()), key=lambda line: line.line)
    fen = running.pay(lines, day, f"receipts-{day}", money="101" if day.month == 6 else "102")
    raising.collected_fen[slug] += fen


def pass_on_step(raising: Raising, slug: str, day: date) -> Step:
    """What was collected goes on to the town's haulage."""

    def step() -> None:
        fen = raising.collected_fen.pop(slug, 0)
        if fen:
            raising.bring(pass_on_book(slug, day, fen), raising.who(f"{slug}.accountant", day))

    return step
