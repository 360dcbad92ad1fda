"""The books as they are bound: what stands on each page, carried over to the fen."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from liancun.faces.prints import books
from liancun.rooms.ledger.queries import AccountBook, BoundRow


def line(debit_fen: int, credit_fen: int, balance_fen: int, since: tuple[int, int], summary: str = "付运费"):
    """A line of an account after which so much stands."""
    return BoundRow("line", date(2025, 2, 5), 3, summary, "", debit_fen, credit_fen, balance_fen, *since)


def account(lines: list[tuple[int, int]], summary: str = "付运费") -> AccountBook:
    """An account with these lines, 100.00 to begin with."""
    held, debit, credit = 10_000, 0, 0
    rows = [BoundRow("brought", date(2025, 1, 1), 0, "", "", 0, 0, held, 0, 0)]
    for debit_fen, credit_fen in lines:
        held, debit, credit = held + debit_fen - credit_fen, debit + debit_fen, credit + credit_fen
        rows.append(line(debit_fen, credit_fen, held, (debit, credit), summary))
    rows.append(BoundRow("month", date(2025, 2, 28), 0, "", "", debit, credit, held, debit, credit))
    rows.append(BoundRow("onward", date(2025, 12, 31), 0, "", "", 0, 0, held, debit, credit))
    return AccountBook("102", "银行存款", tuple(rows))


def test_a_page_of_one_account():
    (page,) = books.pages_of(account([(900, 0), (0, 11_000)]))
    assert page.account == "102 银行存款"
    assert [row.cells for row in page.rows] == [
        ("01-01", "", "上年结转", "", "", "", "借", "100.00"),
        ("02-05", "记-3", "付运费", "", "9.00", "", "借", "109.00"),
        ("02-05", "记-3", "付运费", "", "", "110.00", "贷", "1.00"),
        ("02-28", "", "本月合计", "", "9.00", "110.00", "贷", "1.00"),
        ("12-31", "", "结转下年", "", "", "", "贷", "1.00"),
    ]
    assert [row.sum for row in page.rows] == [True, False, False, True, True]


def test_what_a_page_ends_with_the_next_begins_with():
    pages = books.pages_of(account([(100, 0)] * 90))
    assert [len(page.rows) for page in pages] == [42, 42, 13]
    for before, after in pairwise(pages):
        assert (before.rows[-1].cells[2], after.rows[0].cells[2]) == ("过次页", "承前页")
        assert before.rows[-1].cells[3:] == after.rows[0].cells[3:]
    assert pages[0].rows[-1].cells[4:] == ("40.00", "", "借", "140.00")
    assert pages[-1].rows[-2].cells[4:] == ("90.00", "", "借", "190.00")


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=120),
    st.sampled_from(["付", "运费" * 60]),
)
def test_no_line_is_lost_between_pages_and_none_is_too_full(lines, summary):
    book = account(lines, summary)
    pages = books.pages_of(book)
    printed = [row for page in pages for row in page.rows if row.cells[2] not in ("过次页", "承前页")]
    assert len(printed) == len(book.rows)
    for page in pages:
        heights = [
            books.ROW + books.MORE * (max(-(-2 * len(row.cells[2]) // 32), 1) - 1) for row in page.rows
        ]
        assert sum(heights) <= books.PAGE


def test_the_same_books_give_the_same_bytes(db):
    made = [
        books.books_pdf("明细账", "head", "2025", [account([(100, 0)] * 40)], date(2026, 1, 5))
        for _ in range(2)
    ]
    assert made[0] == made[1] and made[0].startswith(b"%PDF")
