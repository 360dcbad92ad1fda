"""Balance sheet and surplus of a book (会农社01表、02表): both sides agree, closed or not."""

from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.rooms.ledger import actions, statements
from liancun.rooms.ledger.tests.conftest import MEMBER, OTHER, post, refused, two
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def rows(found):
    return {row.number: (row.amount_fen, row.before_fen) for row in found.rows}


def test_both_sides_agree_before_and_after_the_year_is_carried():
    post(two("102", "301", 10_000, "", MEMBER))
    post(two("114", "102", 300, MEMBER))
    post(two("121", "114", 500, "", OTHER))
    post(two("102", "501", 900))
    post(two("521", "121", 500), day=date(2025, 2, 3))
    for carried in (False, True):
        if carried:
            actions.carry_year_end("head", actions.BookYear(2025), by=SYSTEM, on=date(2026, 1, 31))
        sheet = statements.balance_sheet(SYSTEM, "head", "2025")
        assert [rows(sheet)[number] for number in (1, 2, 3, 22, 24, 36, 40, 42)] == [
            (10_600, 0), (300, 0), (0, 0), (10_900, 0), (500, 0), (10_000, 0), (400, 0), (10_900, 0),
        ]  # fmt: skip
        assert sheet.difference_fen == 0
        surplus = rows(statements.surplus_statement(SYSTEM, "head", "2025"))
        assert (surplus[1], surplus[3], surplus[12]) == ((900, 0), (500, 0), (400, 0))
    january = rows(statements.surplus_statement(SYSTEM, "head", "2025-01"))
    assert january[12] == (900, 0)
    after = rows(statements.balance_sheet(SYSTEM, "head", "2026-01"))
    assert (after[22], after[40]) == ((10_900, 10_900), (400, 400))
    assert rows(statements.surplus_statement(SYSTEM, "head", "2026"))[12] == (0, 400)


def test_who_sees_and_for_whom_there_is_a_form():
    assert refused(statements.balance_sheet, SYSTEM, "jiaxi", "2025") == "ledger.no_form"
    assert refused(statements.balance_sheet, town.viewer("home1"), "head", "2025") == "viewer.not_found"
    assert (
        refused(statements.surplus_statement, town.viewer("jiaxi.accountant"), "head", "2025")
        == "viewer.not_found"
    )
