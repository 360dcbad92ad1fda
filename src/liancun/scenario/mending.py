"""What was written wrong in the year and set right (笔误与更正), by the people whose part that is.

The records that stand in the end are those the other modules made: a wrong one is superseded by a later.
"""

from collections.abc import Iterator
from datetime import date

from liancun.kernel import Period
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries.queries import slip_page
from liancun.rooms.deliveries.rules import Weighing
from liancun.scenario import constants as c
from liancun.scenario.crops import Slip, mistyped
from liancun.scenario.raising import Raising, Step

G_PER_HG = 100
ALL_OF_A_PERSON = 1_000


def slip_steps(raising: Raising, month: Period, entered: date) -> Iterator[Step]:
    """The accountant sets the month's wrong slips right before anybody is paid."""
    for slip in mistyped(raising.world.slips):
        if month.holds(slip.happened_on):
            yield lambda slip=slip: _correct(raising, slip, entered)  # type: ignore[misc]


def _correct(raising: Raising, slip: Slip, on: date) -> None:
    by = raising.who("head.accountant", on)
    owner = slip.household.head.code
    month = str(Period.month_of(slip.happened_on))
    shown = slip_page(by, c.HEAD, account_of=owner, period=month, limit=ALL_OF_A_PERSON).rows
    wrong = next(row for row in shown if row.number == slip.number)
    deliveries.correct_slip(
        wrong.pk,
        deliveries.NewSlip(
            wrong.site,
            wrong.number,
            wrong.weighed_on,
            owner,
            Weighing(
                wrong.product,
                wrong.grade,
                slip.gross_hg * G_PER_HG,
                wrong.tare_g,
                wrong.deduction_g,
                wrong.price_fen,
            ),
            note="录入时多写了十公斤,按磅单存根改回",
        ),
        by=by,
        on=on,
    )
