"""A random walk of lawful and unlawful steps, audited from the book alone (随机办理)."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.ledger.facts import party_balances
from liancun.rooms.notices import actions as board
from liancun.rooms.notices.models import Objection
from liancun.rooms.settlement import actions, checks, facts
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.settlement.tests.town import objected, put_up
from liancun.rooms.settlement.tests.toys import CASHIER, CHECKER, CLERK, MAKER, ORG, SECRETARY, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("toy_book")]

MONTHS = ("2025-01", "2025-02", "2025-03")
PEOPLE = ("L1", "L2", "L3")


class Walk:
    """One walk: a step at random each day; what may not be done is refused and changes nothing."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.day = date(2025, 4, 1)
        self.refused: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    def run(self) -> int:
        runs = list(Run.objects.order_by("id").values_list("pk", flat=True))
        return self.dice.choice(runs) if runs else 0

    def line(self) -> int:
        lines = list(RunLine.objects.order_by("id").values_list("pk", flat=True))
        return self.dice.choice(lines) if lines else 0

    def record(self) -> None:
        value = self.dice.choice([None, 0, 1, 2, 5, 20])
        TABLE.note(self.dice.choice(MONTHS), {self.dice.choice(PEOPLE): value})

    def draft(self) -> None:
        actions.draft_run(ORG, actions.NewRun("toy_wage", self.dice.choice(MONTHS)), by=MAKER, on=self.day)

    def check(self) -> None:
        actions.check_run(self.run(), by=CHECKER, on=self.day)

    def publish(self) -> None:
        put_up(actions.publish_run(self.run(), by=CLERK, on=self.day).ref, self.day)

    def object(self) -> None:
        line = RunLine.objects.filter(pk=self.line()).first()
        if line:
            try:
                objected(line.run_id, line.pk, on=self.day)
            except KeyError:
                raise Refusal("not published") from None

    def answer(self) -> None:
        rows = list(Objection.objects.order_by("id"))
        if rows:
            row = self.dice.choice(rows)
            outcome = self.dice.choice(["upheld", "rejected", "withdrawn"])
            board.answer_objection(row.pk, board.Reply(outcome=outcome), by=SYSTEM, on=self.day)

    def confirm(self) -> None:
        actions.confirm_run(self.run(), by=SECRETARY, on=self.day)

    def post(self) -> None:
        actions.post_run(self.run(), by=MAKER, on=self.day)

    def replace(self) -> None:
        actions.replace_line(self.line(), by=MAKER, on=self.day)

    def settle_line(self) -> None:
        line = RunLine.objects.filter(pk=self.line()).first()
        if line:
            step, who = self.dice.choice([(actions.check_lines, CHECKER), (actions.confirm_lines, SECRETARY)])
            step(line.run_id, [line.pk], by=who, on=self.day)

    def pay(self) -> None:
        line = RunLine.objects.filter(pk=self.line()).first()
        if line:
            fen = self.dice.choice([line.amount_fen, line.amount_fen // 2, 1000, -1000])
            failure = self.dice.choice(["", "", "户名不符"])
            row = actions.NewPayment(line.pk, fen, self.day, failure=failure)
            actions.record_payments(ORG, [row], key=str(self.day), by=CASHIER, on=self.day)

    def reverse(self) -> None:
        actions.draft_reversal(self.run(), by=MAKER, on=self.day)

    def withdraw(self) -> None:
        actions.withdraw_run(self.run(), by=MAKER, on=self.day)

    def advance(self) -> None:
        """The next step of a run, whatever it is."""
        run = self.run()
        step, who = {
            "drafted": (actions.check_run, CHECKER),
            "published": (actions.confirm_run, SECRETARY),
            "confirmed": (actions.post_run, MAKER),
        }.get(facts.run_state(run), (actions.post_run, MAKER))
        if facts.run_state(run) == "checked" and not Run.objects.get(pk=run).reverses_id:
            put_up(actions.publish_run(run, by=CLERK, on=self.day).ref, self.day)
        elif facts.run_state(run) == "checked":
            actions.confirm_run(run, by=SECRETARY, on=self.day)
        else:
            step(run, by=who, on=self.day)

    def step(self) -> None:
        steps = (
            *(self.advance,) * 8,
            *(self.record, self.draft, self.check, self.publish, self.object, self.answer, self.replace),
            *(self.confirm, self.confirm, self.post, self.post, self.settle_line, self.pay, self.pay),
            *((self.reverse, self.withdraw) if self.dice.random() < 0.1 else ()),
        )
        step = self.dice.choice(steps)
        self.day += timedelta(days=self.dice.choice([0, 1, 4]))
        try:
            step()
            self.done[step.__name__] += 1
        except Refusal as refusal:
            self.refused[refusal.code] += 1


def book_and_lines_agree() -> None:
    """What the book owes each person is what the posted lines say is still open."""
    lines = facts.postable(RunLine.objects.all())
    paid = facts.paid_by_line(lines)
    open_fen: Counter[str] = Counter()
    for line in lines:
        open_fen[line.payee] += line.amount_fen - paid.get(line.pk, 0)
    owed = {party: -fen for party, fen in party_balances(ORG, "114").items()}
    assert {p: fen for p, fen in open_fen.items() if fen} == {p: fen for p, fen in owed.items() if fen}


@pytest.mark.parametrize("seed", range(6))
def test_a_walk_keeps_every_promise(seed):
    walk = Walk(seed)
    for month in MONTHS:
        TABLE.note(month, {"L1": 20, "L2": 3})
    for _step in range(120):
        walk.step()
        book_and_lines_agree()
    assert [each for check in checks.CHECKS for each in check() if each.kind != "late_facts"] == []
    assert walk.done["draft"] and facts.posted_runs("toy_wage", ORG, upto=10**9), walk.refused
