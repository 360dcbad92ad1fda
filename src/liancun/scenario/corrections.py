"""What was written wrong in the year and set right (笔误与更正), by the people whose part that is.

The records that stand in the end are those the other modules made: a wrong one is superseded by a later.
"""

from collections.abc import Iterator
from datetime import date

from liancun.kernel import Period
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries.queries import slip_page
from liancun.rooms.labour import actions as labour
from liancun.rooms.labour.queries import order_card
from liancun.rooms.labour.rules import write_quantity
from liancun.rooms.land import actions as land
from liancun.rooms.production import actions as production
from liancun.rooms.production.queries import rectification_page
from liancun.scenario import constants as c
from liancun.scenario.crops import Slip as WeighSlip
from liancun.scenario.crops import mistyped
from liancun.scenario.labour_books import Slip, found_in
from liancun.scenario.land import CONTRACT_END, PUT_IN
from liancun.scenario.pipeline import Raising, Step

G_PER_HG = 100
ALL_OF_A_PERSON = 1_000
STEPPED = date(c.YEAR, 6, 24)
TAKEN_BACK = date(c.YEAR, 10, 31)


def slip_steps(raising: Raising, month: Period, entered: date) -> Iterator[Step]:
    """The accountant sets the month's wrong slips right before anybody is paid."""
    for slip in mistyped(raising.world.slips):
        if month.holds(slip.happened_on):
            yield lambda slip=slip: _correct(raising, slip, entered)  # type: ignore[misc]


def _correct(raising: Raising, slip: WeighSlip, on: date) -> None:
    by = raising.who("head.accountant", on)
    owner = slip.household.head.code
    month = str(Period.month_of(slip.happened_on))
    shown = slip_page(by, c.HEAD, account_of=owner, period=month, limit=ALL_OF_A_PERSON).rows
    wrong = next(row for row in shown if row.number == slip.number)
    deliveries.correct_slip(
        wrong.pk,
        deliveries.Correction(gross_g=slip.gross_hg * G_PER_HG, note="录入时多写了十公斤,按磅单存根改回"),
        by=by,
        on=on,
    )


def day_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """The days of work found wrong in a month: the accountant corrects, the supervisor releases."""
    for slip in found_in(raising.world, month):
        yield lambda slip=slip: _correct_day(raising, slip)  # type: ignore[misc]


def _correct_day(raising: Raising, slip: Slip) -> None:
    on, order = slip.found_on, slip.sheet.order
    by = raising.who("head.accountant", on)
    card = order_card(by, c.HEAD, order.number, month=str(order.month), limit=ALL_OF_A_PERSON)
    row = next(each for each in card.rows if each.party == slip.sheet.worker.code)
    wrong = next(each for each in row.cells if each.day == slip.day)
    note = "小数点错了一位,按过秤单改回" if slip.true else "记工本上没有这一天,划去"
    cell = write_quantity(slip.true, "kg" if card.row.measure == "kg" else "day")
    ref = labour.correct_day(wrong.pk, labour.Correction(cell, note), by=by, on=on)
    if slip.true:
        supervisor = raising.who("head.supervisor", on)
        work = int(ref.removeprefix("work:"))
        labour.release_day(work, labour.Why("与过秤单存根核对一致"), by=supervisor, on=on)


def field_steps(raising: Raising, month: Period) -> Iterator[Step]:
    """In June the first steps of the plans for trees on basic farmland; in October a household takes its land
    back by agreement."""
    if month.holds(STEPPED):
        yield lambda: _rectify(raising)
    if month.holds(TAKEN_BACK):
        yield lambda: _take_back(raising)


def _rectify(raising: Raising) -> None:
    by = raising.who("head.director", STEPPED)
    for row in rectification_page(by, c.HEAD, on=STEPPED)[:2]:
        step = production.Step(
            planting_number=row.planting,
            done_on=STEPPED,
            what="挖除边行老树,套种玉米",
            document="整改记录2025-06",
        )
        production.rectify(c.HEAD, step, by=by, on=STEPPED)


def _take_back(raising: Raising) -> None:
    """The last contract of shares that runs its whole term and has nothing under it."""
    world = raising.world
    dishen = {plot.code for plot in world.land.dishen}
    busy = {each.household.contract_code for each in world.life.deaths}
    if world.life.split:
        busy.add(world.life.split.household.contract_code)
    contract = next(
        each
        for each in reversed(world.land.contracts)
        if each.form == "shares"
        and (each.start, each.end) == (PUT_IN, CONTRACT_END)
        and each.giver not in busy
        and not dishen & {plot.code for plot in each.plots}
        and not set(each.plots) & set(world.land.measured_anew)
    )
    land.end_contract(
        c.HEAD,
        land.Ending(
            contract_number=contract.number,
            ended_on=TAKEN_BACK,
            reason="agreed",
            document="终止协议2025-10",
        ),
        by=raising.who("head.director", TAKEN_BACK),
        on=TAKEN_BACK,
    )
