"""What stands in the two lines that a phone has for a row (手机上的两行)."""

from datetime import date
from typing import Any

import pytest

from liancun.base.lists import all_lists
from liancun.faces.tables import table_of_rows
from liancun.faces.web.lists import ListTable
from liancun.kernel.fields import specs_of
from liancun.rooms.committee.queries.joint import VillageVote
from liancun.rooms.registry.queries import ResolutionRow
from liancun.rooms.settlement.queries.proposing import PlaceChange, WhoChange

SAID: set[Any] = {listing.row for listing in all_lists() if hasattr(listing.row, "PHONE")}
SAID |= {VillageVote, PlaceChange, WhoChange}


def places(row):
    """Column -> how its cell of a row is marked."""
    table = ListTable(table_of_rows([row]))
    cells = zip(table.table.columns, table.rows[0], strict=True)
    return {spec.name: cell.marks.split('"')[1].split() for spec, cell in cells}


@pytest.mark.parametrize("row", sorted(SAID, key=str))
def test_a_row_names_its_own_columns_and_a_number_at_the_right(row):
    fields = {spec.name: spec.field for spec in specs_of(row)}
    main, amount, *below = row.PHONE
    assert {main, amount, *below} <= fields.keys()
    assert fields[amount].right and not fields[main].right
    assert 1 <= len(below) <= 3


def test_a_resolution_is_its_subject_and_the_votes_for_it():
    row = ResolutionRow("JY-1", "board", "修路", date(2026, 1, 5), 5, 6, 4, 6, True, "", "resolution:a/JY-1")
    found = places(row)
    assert found["subject"][0] == "main" and found["code"][0] == found["held_on"][0] == "rest"
    assert {"amount", "plain"} <= set(found["votes_for"]), "a count is called by its name"
    assert {found[name][0] for name in ("body", "present", "entitled", "total_votes", "passed")} == {"more"}


def test_money_at_the_right_needs_no_name():
    found = places(WhoChange("refuse_fee", "贾西村", "L1", "王五", 6000, 3000, -3000))
    assert found["name"][0] == "main"
    assert found["difference_fen"][:2] == ["amount", "num"] and "plain" not in found["difference_fen"]
    assert found["kind"][0] == found["org_name"][0] == "more"
