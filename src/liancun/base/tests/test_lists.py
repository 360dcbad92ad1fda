"""Lists, short ones and those in pages (清单): rows, order, totals, what a program gets."""

from dataclasses import dataclass
from datetime import date

import pytest

from liancun.base import choices
from liancun.base.lists import AllRows, Listing
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.kernel.fields import A, Text, Whole, Yuan

DAY = date(2025, 9, 1)


@dataclass(frozen=True)
class Debt:
    name: A[str, Text("买方")]
    open_fen: A[int, Yuan("未付")]


@dataclass(frozen=True)
class Debts:
    total: int
    open_fen: A[int, Yuan("未付")]
    rows: tuple[Debt, ...]
    hidden: tuple[str, ...] = ()


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(choices, "source", lambda name: lambda *asked: (("head", "总社"),))


ROWS = (Debt("甲", 300), Debt("乙", 100), Debt("丙", 200))


def debts(viewer, org_code, *, year: A[int | None, Whole("年度", 2000, 2100)] = None) -> tuple[Debt, ...]:
    """A short list."""
    return ROWS if year else ()


def paged(viewer, org_code, *, name: A[str, Text("买方")] = "", limit: int = 50, offset: int = 0) -> Debts:
    """A list in pages, narrowed by nobody."""
    return Debts(3, 600, ROWS[offset : offset + limit], ("name",))


def asked(listing: Listing, **raw):
    values = listing.asked(raw, by=SYSTEM, org_code="head", on=DAY)
    return listing.ask(SYSTEM, "head", on=DAY, limit=2, **values)


def test_a_short_list_is_windowed_sorted_and_given_as_its_rows():
    listing = Listing("probe.debts", "往来", debts, ("open_fen",))
    page = asked(listing, year="2025", sort="-open_fen")
    assert page == AllRows(3, (ROWS[0], ROWS[2]))
    assert listing.told(page) == (ROWS[0], ROWS[2])
    assert [spec.name for spec in listing.columns] == ["name", "open_fen"]
    assert listing.totals == () and listing.short
    with pytest.raises(BadInput):
        asked(listing, year="1999")


def test_a_list_in_pages_hides_what_is_not_for_this_reader():
    listing = Listing("probe.paged", "往来", paged)
    page = asked(listing)
    assert (page.total, listing.told(page)) == (3, page)
    assert [spec.name for spec in listing.readable(page)] == ["open_fen"]
    assert listing.offered_filters(page) == ()
    assert [spec.name for spec in listing.totals] == ["open_fen"]
