"""What becomes of an item, by hand and by chance (并账规则)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liancun.kernel import Reason
from liancun.rooms.sheets.rules import (
    WAITING,
    Arrived,
    Before,
    Receiving,
    base_of,
    clock_note,
    counted_on,
    decision_fault,
    item_id,
    merge,
)

CHARTER = Receiving("sheets/receiving@2019-01-01", alarm_days=5, receipt_days=15, clock_minutes=10)
CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
MARCH = date(2025, 3, 31)


def arrived(seq: int = 1, seen: int = -1, mark: int = 7, **found: Any) -> Arrived:
    if fault := found.pop("fault", None):
        found["faults"] = (Reason.of(fault),)
    if closed := found.pop("closed", None):
        found["closed"] = Reason.of(closed)
    if before := found.pop("before", None):
        found["before"] = Before(*before)
    return Arrived(seq, seen, mark, **found)


@pytest.mark.parametrize("case", CASES, ids=[each["name"] for each in CASES])
def test_cases(case):
    verdict = merge(arrived(**case["given"]), CHARTER)
    assert [verdict.status, verdict.reason.code, verdict.revision] == case["then"]


REVISIONS = st.integers(-1, 4)
BEFORE = st.builds(
    Before,
    REVISIONS,
    st.integers(6, 8),
    REVISIONS,
    REVISIONS,
)
ITEMS = st.builds(
    Arrived,
    st.integers(1, 5),
    REVISIONS,
    st.integers(6, 8),
    used=st.booleans(),
    lacking=st.booleans(),
    faults=st.sampled_from([(), (Reason.of("points.bonus_range"),)]),
    on_duty=st.booleans(),
    ended=st.booleans(),
    closed=st.sampled_from([None, Reason.of("points.too_late")]),
    settled=st.booleans(),
    current=REVISIONS,
    same=st.booleans(),
    before=st.none() | BEFORE,
)


@given(ITEMS)
def test_only_what_builds_on_what_stands_is_written(item):
    verdict = merge(item, CHARTER)
    if verdict.status in ("recorded", "supplement"):
        assert base_of(item) == item.current and verdict.revision == item.current + 1
        assert not (item.used or item.lacking or item.faults or item.ended or item.closed)
        assert item.on_duty
    elif verdict.status == "agreed":
        assert item.same and verdict.revision == item.current >= 0
    else:
        assert verdict.revision == -1


@given(ITEMS)
def test_no_difference_to_what_stands_goes_unseen(item):
    """Where somebody else wrote other points since, it waits for a person or is refused with why."""
    if base_of(item) < item.current and not item.same:
        assert merge(item, CHARTER).status in (*WAITING, "refused")


@given(ITEMS)
def test_a_list_that_is_out_changes_nothing_but_the_name(item):
    out, before = (merge(replace(item, settled=out), CHARTER) for out in (True, False))
    assert (out.status, before.status) in {("supplement", "recorded"), (before.status, before.status)}
    assert (out.revision, out.base) == (before.revision, before.base)


@pytest.mark.parametrize(
    ("scored_on", "days", "counts"),
    [
        (MARCH, 0, MARCH),
        (MARCH, 15, MARCH),
        (MARCH, 16, None),
        (MARCH + timedelta(days=1), 0, None),
        (date(1970, 1, 1), 0, None),
        (None, 3, None),
    ],
)
def test_which_day_counts(scored_on, days, counts):
    received = MARCH + timedelta(days=days)
    assert counted_on(scored_on, received, CHARTER) == (counts or received)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, None),
        (0, None),
        (599, None),
        (-599, None),
        (600, ("sheets.clock_slow", 10)),
        (-600, ("sheets.clock_fast", 10)),
        (659, ("sheets.clock_slow", 10)),
        (-659, ("sheets.clock_fast", 10)),
        (86_400, ("sheets.clock_slow", 1440)),
    ],
)
def test_a_clock_that_is_wrong_is_noted(seconds, said):
    note = clock_note(seconds, CHARTER)
    assert (note and (note.code, dict(note.params)["minutes"])) == said


@pytest.mark.parametrize(
    ("status", "who", "code"),
    [
        ("conflict", "c", None),
        ("held", "c", None),
        ("conflict", "a", "sheets.second_person"),
        ("held", "b", "sheets.second_person"),
        ("recorded", "c", "sheets.decided_already"),
        ("decided", "a", "sheets.decided_already"),
        ("refused", "c", "sheets.decided_already"),
    ],
)
def test_a_second_person_decides(status, who, code):
    fault = decision_fault(status, who, ("a", "b"))
    assert (fault and fault.code) == code


ITEM = {
    "kind": "scores",
    "sheet": "jiaxi-7",
    "seq": 1,
    "household": "L0000001",
    "month": "2025-03",
    "seen": -1,
    "mark": 7,
    "scored_on": "2025-03-31",
}
CONTENT = {"state": "scored", "base": 10, "bonus": 3, "deduction": "", "remark": "café"}


def test_the_id_follows_from_the_content_alone():
    known = item_id(ITEM, CONTENT)
    assert known == item_id(dict(reversed(ITEM.items())), {**CONTENT, "remark": "cafe\u0301"})
    assert known == item_id(ITEM | {"sent_at": "2025-04-02T08:00:00Z", "id": "x", "photos": []}, CONTENT)
    for name, other in (("seq", 2), ("seen", 0), ("mark", 8), ("household", "L0000002"), ("scored_on", "")):
        assert item_id(ITEM | {name: other}, CONTENT) != known
    assert item_id(ITEM, CONTENT | {"bonus": 4}) != known
    assert item_id(ITEM | {"photos": ["ab"]}, CONTENT) != known
    assert len(item_id(ITEM, CONTENT | {"remark": "\ud800"})) == 64
