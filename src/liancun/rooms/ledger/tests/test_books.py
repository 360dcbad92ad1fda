"""The books from the first day to the seal: posting, closing, carrying, sealing, reversing (账簿)."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.base.viewer import STRANGER
from liancun.kernel import BadInput, Refusal
from liancun.rooms.ledger import actions, facts, queries
from liancun.rooms.ledger.fields import VoucherLine
from liancun.rooms.ledger.models import Batch, Book, Entry, PeriodEvent
from liancun.rooms.ledger.models import EntryLine as LineRow
from liancun.rooms.ledger.tests.conftest import (
    DAY,
    FIRST_DAY,
    MEMBER,
    OTHER,
    WRONG,
    close_to,
    post,
    refused,
    two,
)
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
LATER = date(2026, 1, 31)


def number(ref: str) -> int:
    return int(ref.partition(":")[2])


# --- opening a book ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("org", "chart", "code"),
    [
        ("head", "cooperative", "ledger.book_is_open"),
        ("fs-haiba", "cooperative", "ledger.keeps_no_book"),
        ("pq-jiaxi", "cooperative", "ledger.keeps_no_book"),
    ],
)
def test_what_no_book_is_opened_for(org, chart, code):
    asked = {"by": SYSTEM, "on": FIRST_DAY}
    assert refused(actions.open_book, org, actions.NewBook(chart, FIRST_DAY), **asked) == code
    assert Book.objects.count() == 3


def test_where_there_is_no_book_nothing_is_posted_or_closed():
    assert refused(post, org="park") == "ledger.no_book"
    assert (
        refused(actions.close_period, "park", actions.MonthToClose("2025-01"), by=SYSTEM, on=LATER)
        == "ledger.no_book"
    )
    assert refused(queries.trial_balance, SYSTEM, "park", "2025-01") == "ledger.no_book"


# --- posting ----------------------------------------------------------------------------------


def test_an_entry_is_numbered_sealed_and_audited():
    ref = post(two("114", "102", 500, MEMBER), by=town.viewer("head.accountant", DAY))
    row = queries.entry(town.viewer("town.auditor", DAY), number(ref))
    assert (row.month, row.number, row.total_fen, row.by) == ("2025-01", 1, 500, "head.accountant")
    assert [(line.account, line.name, line.party, line.debit_fen, line.credit_fen) for line in row.lines] == [
        ("114", "成员往来", MEMBER, 500, 0),
        ("102", "银行存款", "", 0, 500),
    ]
    batch = Batch.objects.get()
    assert batch.sealed_at is not None and (batch.count, batch.source) == (1, "hand")
    audit = AuditLine.objects.get(verb="ledger.post_entry")
    assert (audit.by, audit.ref, audit.mark) == ("head.accountant", ref, batch.mark)


@pytest.mark.parametrize(
    ("lines", "more", "code"),
    [
        ((VoucherLine("102", "", 100), VoucherLine("501", "", 0, 99)), {}, "ledger.unbalanced"),
        ((VoucherLine("102", "", 100),), {}, "ledger.one_sided"),
        (two("102", "332", 100), {}, "ledger.no_such_account"),
        (two("102", "301", 100), {}, "ledger.party_missing"),
        (two("102", "501", 100, MEMBER), {}, "ledger.party_out_of_place"),
        (two("114", "102", 100, "P9999999"), {}, "ledger.no_such_party"),
        (two("113", "501", 100, "O:nobody"), {}, "ledger.no_such_party"),
        (two("102", "501", 2**62) * 2, {}, "ledger.too_big"),
        (two("102", "501", 100), {"summary": "  "}, "ledger.no_summary"),
        (two("102", "501", 100), {"day": date(2024, 12, 31)}, "ledger.before_opening"),
        (two("102", "501", 100), {"day": date(2025, 2, 1), "on": DAY}, "ledger.day_ahead"),
    ],
)
def test_what_is_not_posted_leaves_nothing(lines, more, code):
    before = AuditLine.objects.count()
    assert refused(post, lines, **more) == code
    assert not Entry.objects.exists() and not Batch.objects.exists()
    assert AuditLine.objects.count() == before


def test_nobody_stands_below_nil_in_contribution_or_reserve():
    """农民专业合作社法第六条、第四十三条: what a member account holds can be taken, on any day."""
    post(two("33201", "322", 300, "", MEMBER), day=date(2025, 1, 10))
    post(two("33201", "322", 500, "", OTHER), day=date(2025, 1, 10))
    taken = two("322", "102", 301, MEMBER)
    assert refused(post, taken) == "ledger.below_nil"
    assert refused(post, two("322", "33202", 1)) == "ledger.below_nil"
    assert refused(post, two("301", "102", 1, MEMBER)) == "ledger.below_nil"
    post(two("322", "102", 300, MEMBER), day=date(2025, 1, 15))
    assert refused(post, two("322", "102", 300, MEMBER), day=date(2025, 1, 12)) == "ledger.below_nil"
    post(two("33201", "322", 300, "", MEMBER), day=date(2025, 1, 16))
    with pytest.raises(Refusal) as no:  # enough in the end, too little on the days between
        post(two("322", "102", 200, MEMBER), day=date(2025, 1, 12))
    assert (dict(no.value.params)["day"], dict(no.value.params)["short_fen"]) == ("2025-01-15", 200)


def test_one_wrong_entry_of_a_batch_refuses_all():
    good = actions.EntryDraft(DAY, "好", two("102", "501", 100))
    bad = actions.EntryDraft(DAY, "坏", two("102", "5", 100))
    with act("ledger.post_entry", "head", by=SYSTEM, on=DAY) as a:
        assert refused(actions.post_within, a, [good, bad], source="hand") == "ledger.no_such_account"
        assert actions.post_within(a, [], source="hand") == []
        refs = actions.post_within(a, [good, good], source="hand")
    assert [row.number for row in Entry.objects.order_by("pk")] == [1, 2]
    assert refs == [f"entry:{row.pk}" for row in Entry.objects.order_by("pk")]


def test_numbers_run_by_book_and_month_without_gaps():
    post()
    post(day=date(2025, 2, 3))
    post(org="jiaxi", lines=two("102", "504", 1))
    refused(post, two("102", "9", 1))
    post()
    post(day=date(2025, 2, 4))
    found = Entry.objects.order_by("org_code", "month", "number").values_list("org_code", "month", "number")
    assert list(found) == [
        ("head", "2025-01", 1),
        ("head", "2025-01", 2),
        ("head", "2025-02", 1),
        ("head", "2025-02", 2),
        ("jiaxi", "2025-01", 1),
    ]


@pytest.mark.parametrize(
    "who", ["head.cashier", "head.director", "jiaxi.accountant", "town.auditor", "home1"]
)
def test_only_the_accountant_of_the_book_writes(who):
    by = town.viewer(who, DAY)
    ref = post()
    for call in (
        lambda: post(by=by),
        lambda: actions.close_period("head", actions.MonthToClose("2025-01"), by=by, on=LATER),
        lambda: actions.carry_year_end("head", actions.BookYear(2025), by=by, on=LATER),
        lambda: actions.seal_year("head", actions.BookYear(2025), by=by, on=LATER),
        lambda: actions.open_book("park", actions.NewBook("cooperative", FIRST_DAY), by=by, on=DAY),
    ):
        assert refused(call) == "permit.not_yours"
    sees = who in ("head.cashier", "head.director", "town.auditor")
    said = refused(actions.reverse_entry, number(ref), WRONG, by=by, on=DAY)
    assert said == ("permit.not_yours" if sees else "viewer.not_found")
    assert Entry.objects.count() == 1 and not PeriodEvent.objects.exists()


# --- closing ----------------------------------------------------------------------------------


def test_a_closed_month_takes_nothing_and_never_opens_again():
    accountant = town.viewer("head.accountant", DAY)
    close = lambda month, on: actions.close_period("head", actions.MonthToClose(month), by=accountant, on=on)  # noqa: E731
    assert refused(close, "2025-01", date(2025, 1, 31)) == "ledger.month_not_over"
    assert refused(close, "2025-02", date(2025, 3, 1)) == "ledger.earlier_month_open"
    close("2025-01", date(2025, 2, 1))
    assert refused(close, "2025-01", date(2025, 2, 1)) == "ledger.already_closed"
    assert refused(close, "2024-12", date(2025, 2, 1)) == "ledger.before_opening"
    for no_month in ("2025-13", "2025"):
        with pytest.raises(BadInput):
            close(no_month, date(2026, 2, 1))
    assert refused(post, on=date(2025, 2, 1)) == "ledger.period_closed"
    post(day=date(2025, 2, 1))
    assert [row.closed for row in queries.books(accountant)] == [("2025-01",)]


def test_months_close_in_order_across_the_year():
    close_to("2025-11")

    def close(month):
        actions.close_period("head", actions.MonthToClose(month), by=SYSTEM, on=date(2026, 3, 1))

    assert refused(close, "2026-01") == "ledger.earlier_month_open"
    close("2025-12")
    close("2026-01")


# --- the year's end ---------------------------------------------------------------------------


def carry(on=LATER):
    return actions.carry_year_end("head", actions.BookYear(2025), by=SYSTEM, on=on).entries


def test_the_year_is_carried_before_december_is_closed():
    post(two("102", "501", 1_000))
    post(two("523", "102", 300), day=date(2025, 12, 5))
    close_to("2025-11")
    close = lambda: actions.close_period("head", actions.MonthToClose("2025-12"), by=SYSTEM, on=LATER)  # noqa: E731
    assert refused(close) == "ledger.not_carried"
    assert len(carry()) == 2
    assert facts.balances("head", last=date(2025, 12, 31)) == {
        "102": 700, "331": 0, "33202": -700, "501": 0, "523": 0,
    }  # fmt: skip
    assert facts.surplus_of_year("head", 2025) == 700
    assert facts.undistributed(facts.balances("head", last=date(2025, 12, 31))) == 700
    assert facts.undistributed(facts.balances("head", last=date(2024, 12, 31))) == 0
    assert refused(carry) == "ledger.already_carried"
    close()


def test_what_comes_after_carrying_is_carried_too():
    post(two("102", "501", 1_000))
    carry()
    post(two("523", "102", 1_200), day=date(2025, 12, 31), on=LATER)
    assert len(carry()) == 2
    assert facts.uncarried("head", 2025) == {}
    assert facts.surplus_of_year("head", 2025) == -200
    assert facts.undistributed(facts.balances("head", last=date(2025, 12, 31))) == -200


def test_a_year_without_result_needs_no_carrying():
    assert carry() == ()
    post(two("102", "501", 500))
    post(two("521", "102", 500))
    assert len(carry()) == 1
    assert facts.surplus_of_year("head", 2025) == 0


def test_a_collective_carries_to_its_own_accounts():
    post(two("102", "504", 900), org="jiaxi")
    actions.carry_year_end("jiaxi", actions.BookYear(2025), by=SYSTEM, on=LATER)
    found = facts.balances("jiaxi", last=date(2025, 12, 31))
    assert (found["321"], found["32202"]) == (0, -900)


def surplus(on, lines=None, day=date(2025, 12, 31), kind="surplus"):
    lines = lines or two("33201", "221", 70, "", MEMBER)
    with act("ledger.post_entry", "head", by=SYSTEM, on=on) as a:
        actions.post_within(a, [actions.EntryDraft(day, "盈余返还", lines, kind=kind)], source="run:1")


def test_a_closed_december_takes_the_surplus_alone_until_it_is_sealed():
    post(two("102", "501", 100))
    carry()
    close_to("2025-12")
    assert refused(surplus, LATER, kind="delivery_payment") == "ledger.period_closed"
    assert refused(surplus, LATER, day=date(2025, 12, 30)) == "ledger.period_closed"
    assert refused(surplus, date(2026, 7, 1)) == "ledger.period_closed"
    surplus(date(2026, 6, 30))
    seal = lambda: actions.seal_year("head", actions.BookYear(2025), by=SYSTEM, on=LATER)  # noqa: E731
    assert refused(seal) == "ledger.allocations_not_nil"
    surplus(LATER, two("33202", "33201", 70))
    seal()
    assert refused(surplus, LATER) == "ledger.year_sealed"
    assert refused(seal) == "ledger.year_sealed"
    assert [(row.org_code, row.sealed_years) for row in queries.books(SYSTEM)][1] == ("head", (2025,))


def test_years_are_sealed_in_order_and_after_december():
    seal = lambda year: actions.seal_year("head", actions.BookYear(year), by=SYSTEM, on=date(2027, 2, 1))  # noqa: E731
    assert refused(seal, 2025) == "ledger.december_open"
    close_to("2026-12")
    assert refused(seal, 2026) == "ledger.earlier_year_open"
    seal(2025)
    seal(2026)
    with pytest.raises(BadInput):
        seal(9999)


# --- reversal ---------------------------------------------------------------------------------


def test_a_reversal_is_contrary_names_the_first_and_stands_on_its_own_day():
    ref = post(two("114", "102", 500, MEMBER))
    close_to("2025-01")
    on = date(2025, 2, 3)
    back = actions.reverse_entry(number(ref), WRONG, by=town.viewer("head.accountant", on), on=on).ref
    row = Entry.objects.get(pk=number(back))
    assert (row.reverses_id, row.accounting_on, row.month) == (number(ref), on, "2025-02")
    assert facts.party_balances("head", "114") == {MEMBER: 0}
    assert facts.balances("head", last=date(2025, 1, 31)) == {"102": -500, "114": 500}
    assert queries.entry(SYSTEM, number(ref)).reversed_by == back
    assert refused(actions.reverse_entry, number(ref), WRONG, by=SYSTEM, on=on) == "ledger.already_reversed"
    assert refused(actions.reverse_entry, number(back), WRONG, by=SYSTEM, on=on) == "ledger.not_by_hand"
    assert refused(actions.reverse_entry, 999_999, WRONG, by=SYSTEM, on=on) == "viewer.not_found"


def test_what_a_run_posted_is_not_reversed_by_hand():
    surplus(LATER)
    entry = Entry.objects.get().pk
    assert refused(actions.reverse_entry, entry, WRONG, by=SYSTEM, on=LATER) == "ledger.not_by_hand"


# --- who sees ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["haiba.accountant", "haiba.secretary", "home1", "stranger", ""])
def test_another_village_gets_nothing(who):
    viewer = town.viewer(who, DAY)
    ref = post(two("102", "504", 1), org="jiaxi")
    assert refused(queries.trial_balance, viewer, "jiaxi", "2025") == "viewer.not_found"
    assert refused(queries.entry_page, viewer, "jiaxi") == "viewer.not_found"
    assert refused(queries.entry, viewer, number(ref)) == "viewer.not_found"
    assert "jiaxi" not in {row.org_code for row in queries.books(viewer)}
    assert refused(queries.member_account, viewer, "jiaxi", OTHER, on=DAY) == "viewer.not_found"


@pytest.mark.parametrize("who", ["jiaxi.accountant", "jiaxi.supervisor", "town.auditor", "town.leader"])
def test_its_own_office_and_the_town_read_the_book(who):
    viewer = town.viewer(who, DAY)
    ref = post(two("102", "504", 1), org="jiaxi")
    assert queries.entry(viewer, number(ref)).total_fen == 1
    assert queries.trial_balance(viewer, "jiaxi", "2025").closing_fen == 0


def test_a_member_sees_their_own_account_and_no_other():
    post(two("102", "301", 10_000, "", MEMBER))
    post(two("33201", "322", 300, "", MEMBER))
    post(two("114", "102", 80, MEMBER))
    home = town.viewer("home1", DAY)
    found = queries.member_account(home, "head", MEMBER, on=DAY)
    assert (found.contribution_fen, found.reserve_fen, found.current_fen) == (10_000, 300, -80)
    assert queries.member_account(home, "head", MEMBER, on=date(2025, 1, 19)).contribution_fen == 0
    assert refused(queries.member_account, home, "head", OTHER, on=DAY) == "viewer.not_found"
    assert refused(queries.member_account, STRANGER, "head", "", on=DAY) == "viewer.not_found"
    director = town.viewer("head.director", DAY)
    assert queries.member_account(director, "head", MEMBER, on=DAY).reserve_fen == 300


# --- what the pages ask -----------------------------------------------------------------------


def test_the_trial_balance_of_a_month_opens_where_the_last_one_closed():
    post(two("102", "501", 1_000))
    post(two("523", "102", 400), day=date(2025, 2, 7))
    post(two("102", "501", 50), day=date(2025, 3, 7))
    found = queries.trial_balance(SYSTEM, "head", "2025-02")
    assert [
        (row.account, row.opening_fen, row.debit_fen, row.credit_fen, row.closing_fen) for row in found.rows
    ] == [("102", 1_000, 0, 400, 600), ("501", -1_000, 0, 0, -1_000), ("523", 0, 400, 0, 400)]
    assert (found.debit_fen, found.credit_fen, found.closing_fen) == (400, 400, 0)
    year = queries.trial_balance(SYSTEM, "head", "2025")
    assert (year.debit_fen, year.closing_fen) == (1_450, 0)


def test_entries_are_found_by_period_account_party_and_words():
    post(two("114", "102", 1, MEMBER), summary="付成员款")
    post(two("114", "102", 2, OTHER), day=date(2025, 2, 3))
    post(two("102", "501", 3), day=date(2025, 2, 4))
    page = lambda **asked: [row.total_fen for row in queries.entry_page(SYSTEM, "head", **asked).rows]  # noqa: E731
    assert page() == [3, 2, 1]
    assert page(period="2025-02") == [2, 3] and page(period="2025") == [1, 2, 3]
    assert page(account="114") == [2, 1] and page(account="501") == [3]
    assert page(party=OTHER) == [2] and page(account="501", party=OTHER) == []
    assert page(search="成员") == [1]
    assert page(limit=1, offset=1) == [2]
    assert queries.entry_page(SYSTEM, "head", limit=1).total == 3
    assert refused(queries.entry_page, SYSTEM, "head", period="x") == "ledger.no_such_period"


def test_a_long_entry_shows_its_first_hundred_lines(django_assert_max_num_queries):
    lines = [VoucherLine("322", MEMBER, 0, 1) for _each in range(150)]
    ref = post((VoucherLine("33201", "", 150), *lines))
    with django_assert_max_num_queries(12):
        row = queries.entry(SYSTEM, number(ref))
    assert (len(row.lines), row.line_count) == (100, 151)


# --- the database itself ----------------------------------------------------------------------


def test_amounts_past_sixty_four_bits_add_up_exactly():
    most = 2**63 - 1
    for _each in range(3):
        post(two("102", "501", most))
    post(two("114", "102", most, MEMBER))
    found = {row.account: row for row in queries.trial_balance(SYSTEM, "head", "2025").rows}
    assert (found["102"].debit_fen, found["102"].credit_fen) == (3 * most, most)
    assert found["501"].closing_fen == -3 * most
    assert facts.balances("head")["102"] == 2 * most
    assert facts.surplus_of_year("head", 2025) == 3 * most
    assert facts.party_balances("head", "114") == {MEMBER: most}
    # 2^63 - 1 is the most an entry holds, so a year beyond it cannot be carried in one.
    assert refused(carry) == "ledger.too_big"


@pytest.mark.parametrize("model", [Book, Batch, Entry, LineRow, PeriodEvent])
def test_the_database_refuses_a_hand_edit(model):
    post()
    close_to("2025-01")
    guards.put_back()
    row = model.objects.first()
    assert row is not None
    column = {"Book": "chart", "Batch": "source", "Entry": "summary", "EntryLine": "party"}
    changed = {column.get(model.__name__, "period"): "x"}
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()
    row.pk = None
    if isinstance(row, Entry):
        row.number += 1  # else PostgreSQL, which judges an insert once it is done, names the number first
    if model in (Entry, LineRow):
        with pytest.raises(DatabaseError, match=r"liancun\.guard"), transaction.atomic():
            row.save(force_insert=True)
