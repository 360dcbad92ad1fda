"""How a year ends, as kinds of money (结算类别): divided, its loss met, and who left paid back."""

from collections.abc import Sequence

from liancun.base.acts import Act
from liancun.kernel import Period
from liancun.kernel.rulings import Line
from liancun.rooms.capital import actions as capital
from liancun.rooms.settlement.kinds import RunKind
from liancun.rooms.settlement.models import Run
from liancun.rooms.surplus import facts, rules
from liancun.rooms.surplus.facts.exits import came_back, exit_sheet
from liancun.rooms.surplus.facts.losses import loss_sheet
from liancun.rooms.surplus.rules import exits, losses


def take_out_shares(a: Act, lines: Sequence[Line], entry: str) -> None:
    """The share register with the entry: who is paid back holds no shares; undone, they hold them again."""
    run = Run.objects.get(pk=int(a.ref.removeprefix("run:")))
    shares = [line for line in lines if line.part == exits.CONTRIBUTION]
    if gone := [line for line in shares if line.amount_fen > 0]:
        back = came_back(run.org_code, Period.parse(run.period))
        given = [capital.Back(line.payee, line.amount_fen, back.get(line.payee)) for line in gone]
        capital.pay_back_within(a, given, entry_ref=entry)
    if again := {line.payee: -line.amount_fen for line in shares if line.amount_fen < 0}:
        paid_by = f"run:{run.reverses_id or run.pk}"
        capital.restore_within(a, again, document=paid_by, entry_ref=entry)


KINDS = (
    RunKind(
        name="surplus",
        room="surplus",
        direction="pay",
        grain="year",
        charter=rules.SurplusTerms,
        charter_day=lambda period: period.last_day,
        fact_type=rules.MemberYear,
        total_type=rules.YearTotals,
        facts=facts.surplus_sheet,
        rule=rules.surplus_distribution,
        watched=facts.watched,
        accounting_on=lambda period: period.last_day,
        entry=rules.entry,
        settle_account=rules.settle_account,
        needs=("registry.members", "capital.shares", "ledger.closed_months"),
        shared=True,
        closes_year=True,
        records=facts.slip_refs,
    ),
    RunKind(
        name=facts.LOSS,
        room="surplus",
        direction="pay",
        grain="year",
        charter=losses.LossTerms,
        charter_day=lambda period: period.last_day,
        fact_type=losses.MemberReserve,
        total_type=losses.LossTotals,
        facts=loss_sheet,
        rule=losses.loss_plan,
        watched=facts.watched,
        # December is closed by then, so that it is booked on the day: the vote is of the year after.
        accounting_on=lambda period: period.last_day,
        entry=losses.entry,
        settle_account=losses.settle_account,
        needs=("registry.members", "ledger.closed_months"),
        shared=True,
    ),
    RunKind(
        name="member_exit",
        room="surplus",
        direction="pay",
        grain="year",
        charter=exits.ExitTerms,
        charter_day=lambda period: period.last_day,
        fact_type=exits.MemberExit,
        total_type=exits.ExitTotals,
        facts=exit_sheet,
        rule=exits.member_exits,
        watched=facts.watched,
        accounting_on=lambda period: period.last_day,  # as above: on the day
        entry=exits.entry,
        settle_account=exits.settle_account,
        tells_members=True,
        needs=("registry.members", "ledger.closed_months"),
        entered=take_out_shares,
    ),
)
