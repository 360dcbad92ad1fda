"""The year after: who died, who left, and what they still hold stops nobody (第二年)."""

from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.rooms.ledger import facts as books
from liancun.rooms.registry import actions as people
from liancun.rooms.registry.actions.people import Authority, Death
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import queries as runs
from liancun.rooms.settlement.models import Payment, Run, RunLine
from liancun.rooms.surplus.tests import cooperative as coop
from liancun.rooms.surplus.tests.cooperative import COMPANY, FIRST, FOURTH, MEETING, SECOND

pytestmark = pytest.mark.django_db
HEIR = "P0000004"
DIED, LATER = date(2025, 11, 1), date(2027, 1, 12)


def dies(party: str = SECOND, died_on: date = DIED, heir: str = HEIR) -> None:
    """Somebody dies, and an heir is registered."""
    people.record_death(party, Death(died_on=died_on, document="SW-1"), by=SYSTEM, on=died_on)
    given = Authority(payee=heir, kind="heir", document="JC-1", start=died_on)
    people.set_authority(party, given, by=SYSTEM, on=died_on)


@pytest.fixture
def bereaved(db):
    """SECOND died in November, the books of the year are closed."""
    coop.raise_cooperative()
    dies()
    coop.close_books()


def amounts(run: int) -> dict[tuple[str, str], int]:
    rows = RunLine.objects.filter(run=run).values_list("payee", "part", "amount_fen")
    return {(payee, part): fen for payee, part, fen in rows}


def earn(year: int, fen: int) -> None:
    """Income by hand, so that a year has a result."""
    coop.enter(date(year, 3, 1), ("102", fen, ""), ("501", -fen, ""))


def test_what_was_the_dead_members_stands_in_their_name_and_the_heir_is_paid(bereaved):
    run = coop.posted()
    assert amounts(run)[SECOND, "reserve"] == 280
    assert amounts(run)[SECOND, "equity"] == 1008
    assert books.party_balances("head", "322") == {
        FIRST: -280, SECOND: -280, FOURTH: -140, COMPANY: -1400
    }  # fmt: skip
    coop.pay(run)
    (paid,) = Payment.objects.filter(line__payee=SECOND)
    assert (paid.payee, paid.amount_fen, paid.happened_on) == (HEIR, 1008, MEETING)
    assert not books.party_balances("head", "222").get(HEIR)


def test_the_heir_sees_what_is_to_come_and_nobody_else_does(bereaved):
    coop.posted()
    seen = {
        who: [
            (row.payee, row.amount_fen) for row in runs.bills(town.viewer(who, MEETING), kind="surplus").rows
        ]
        for who in (HEIR, "P0000006")
    }
    assert {who: sorted(lines) for who, lines in seen.items()} == {
        HEIR: [(SECOND, 280), (SECOND, 1008)], "P0000006": []
    }  # fmt: skip
    assert [row.payee for row in runs.newest_got(town.viewer(HEIR, MEETING), limit=5)] == [SECOND]


def test_a_living_members_reserve_share_is_no_ones_who_receives_for_them(db):
    coop.raise_cooperative()
    given = Authority(payee=HEIR, kind="authority", document="WT-1", start=date(2025, 6, 1))
    people.set_authority(FOURTH, given, by=SYSTEM, on=date(2025, 6, 1))
    coop.close_books()
    run = coop.posted()
    assert amounts(run)[FOURTH, "reserve"] == 140
    coop.pay(run)
    paid = Payment.objects.filter(line__payee=FOURTH).values_list("payee", flat=True)
    assert set(paid) == {HEIR}
    assert HEIR not in books.party_balances("head", "322")


def test_the_year_after_a_death_is_divided_among_those_who_are_left(bereaved):
    coop.posted()
    earn(2026, 5_000)
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    coop.close_books(2026)
    # 50.00: reserve 5.00; 45.00: 27.00 by trade, all FIRST's; 18.00 by account of 102.80, 51.40 and 514.00.
    run = settlement.draft_run("head", settlement.NewRun("surplus", "2026"), by=SYSTEM, on=LATER)
    assert amounts(run) == {
        (FIRST, "reserve"): 77, (FOURTH, "reserve"): 38, (COMPANY, "reserve"): 385,
        (FIRST, "patronage"): 2700,
        (FIRST, "equity"): 277, (FOURTH, "equity"): 138, (COMPANY, "equity"): 1385,
    }  # fmt: skip
    (told,) = [step for step in Run.objects.get(pk=run).steps if step["code"] == "surplus.step.unsettled"]
    params = dict(told["params"])
    assert (params["names"], params["contribution_fen"], params["reserve_share_fen"]) == (
        [SECOND], 10_000, 280
    )  # fmt: skip
