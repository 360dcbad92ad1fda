"""A hand edit of the books shows, by the entry it touched; sound books show nothing (核对)."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.rooms.ledger import actions, checks
from liancun.rooms.ledger.models import Batch, Entry, PeriodEvent
from liancun.rooms.ledger.models import EntryLine as LineRow
from liancun.rooms.ledger.tests.conftest import MEMBER, WRONG, close_to, post, two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def found() -> list[tuple[str, str, str]]:
    every = [each for check in checks.CHECKS for each in check()]
    return [(each.kind, each.ref, each.code) for each in every]


@pytest.fixture
def three(books) -> list[int]:
    """Three entries, the second with a member's line; January closed."""
    refs = [post(), post(two("114", "102", 500, MEMBER)), post(day=date(2025, 2, 3))]
    close_to("2025-01")
    return [int(ref.partition(":")[2]) for ref in refs]


def test_sound_books_show_nothing(three):
    actions.reverse_entry(three[0], WRONG, by=SYSTEM, on=date(2025, 2, 3))
    post(two("102", "501", 2**63 - 1), day=date(2025, 2, 4))
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        {"account": "113"},
        {"party": "P0000003"},
        {"accounting_on": date(2025, 2, 1)},
        {"org_code": "jiaxi"},
        {"mark": 0},
        {"position": 7},
    ],
)
def test_an_edited_line_names_its_entry(three, change):
    LineRow.objects.filter(entry=three[1], position=1).update(**change)
    assert found() == [("tampered", f"entry:{three[1]}", "ledger.entry_changed")]


def test_an_edited_amount_shows_even_where_both_sides_were_mended(three):
    LineRow.objects.filter(entry=three[1], position=1).update(debit_fen=501)
    changed = ("tampered", f"entry:{three[1]}", "ledger.entry_changed")
    assert found() == [("tampered", f"entry:{three[1]}", "ledger.unbalanced"), changed]
    LineRow.objects.filter(entry=three[1], position=2).update(credit_fen=501)
    assert found() == [changed]
    Entry.objects.filter(pk=three[1]).update(total_fen=501)
    assert found() == [changed]


@pytest.mark.parametrize(
    "change",
    [
        {"accounting_on": date(2025, 1, 19)},
        {"happened_on": date(2025, 1, 19)},
        {"source": "carry:head/2025"},
        {"total_fen": 1},
        {"digest": "0" * 64},
        {"org_code": "jiaxi"},
    ],
)
def test_an_edited_entry_shows(three, change):
    Entry.objects.filter(pk=three[1]).update(**change)
    assert ("tampered", f"entry:{three[1]}", "ledger.entry_changed") in found()


def test_a_removed_line_and_a_removed_entry_show(three):
    LineRow.objects.filter(entry=three[0]).delete()
    assert ("tampered", f"entry:{three[0]}", "ledger.entry_changed") in found()
    batch = Entry.objects.get(pk=three[0]).batch_id
    Entry.objects.filter(pk=three[0]).delete()
    assert found() == [
        ("tampered", f"batch:{batch}", "ledger.batch_not_whole"),
        ("tampered", "book:head/2025-01", "ledger.numbers_gap"),
    ]


def test_a_renumbered_entry_shows(three):
    Entry.objects.filter(pk=three[1]).update(number=5)
    assert ("tampered", "book:head/2025-01", "ledger.numbers_gap") in found()
    assert ("tampered", f"entry:{three[1]}", "ledger.entry_changed") in found()


def test_an_entry_of_nobody_shows(three):
    AuditLine.objects.filter(mark=Entry.objects.get(pk=three[2]).mark, org_code="head").delete()
    batch = Entry.objects.get(pk=three[2]).batch_id
    assert found() == [("tampered", f"batch:{batch}", "ledger.batch_of_nobody")]


def test_a_batch_left_open_shows(three):
    batch = Entry.objects.get(pk=three[2]).batch_id
    Batch.objects.filter(pk=batch).update(sealed_at=None)
    assert found() == [("broken", f"batch:{batch}", "ledger.batch_open")]


def test_a_month_opened_again_by_hand_shows(three):
    PeriodEvent.objects.all().delete()
    assert found() == [("tampered", "period:head/2025-01", "ledger.closing_changed")]


def test_a_month_closed_by_hand_shows(three):
    row = PeriodEvent.objects.get()
    row.pk, row.period = None, "2025-02"
    row.save(force_insert=True)
    assert found() == [("tampered", "period:head/2025-02", "ledger.closing_changed")]


def test_a_line_of_both_sides_is_refused_by_the_table_itself(three):
    with pytest.raises(DatabaseError, match="line_one_side"), transaction.atomic():
        LineRow.objects.filter(entry=three[1], position=1).update(credit_fen=F("debit_fen"))
