"""Long work, references, trials, identifiers: the small things of floor 0 (公用小件)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from liancun.base import clock, jobs, references, trials
from liancun.base.jobs import job
from liancun.base.models import Job
from liancun.base.permits import SYSTEM
from liancun.base.viewer import STRANGER, Viewer
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.kernel.identifiers import is_id_number
from liancun.kernel.rulings import Line


@pytest.fixture
def time(monkeypatch):
    """A clock that the test moves."""
    at = SimpleNamespace(now=datetime(2025, 3, 1, tzinfo=UTC))
    monkeypatch.setattr(clock, "now", lambda: at.now)
    return at


def row():
    return Job.objects.values_list("state", "step", "done", "total").get()


# Progress is told outside a transaction: these tests commit.


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_but_not_oftener_than_once_a_second(time):
    with job("import:scores", "jiaxi", by=SYSTEM) as tell:
        assert row() == ("running", "", 0, 0)
        tell("read", 1, 10)
        assert row() == ("running", "read", 1, 10)
        tell("read", 2, 10)
        assert row() == ("running", "read", 1, 10), "too soon"
        tell("check", 3, 10)
        assert row() == ("running", "check", 3, 10), "another step is told at once"
        time.now += jobs.TELL_EVERY
        tell("check", 4, 10)
        assert row() == ("running", "check", 4, 10)
        time.now += jobs.TELL_EVERY
        with transaction.atomic():
            tell("write", 5, 10)
        assert row() == ("running", "check", 4, 10), "never inside the work's own transaction"
    assert row() == ("done", "check", 4, 10)
    assert Job.objects.get().seen_at == time.now


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("fault", "state", "outcome"),
    [
        (Refusal("import.busy"), "refused", {"code": "import.busy"}),
        (BadInput(map(Problem.of, ("a.b", "c.d"))), "refused", {"code": "a.b, c.d"}),
        (ZeroDivisionError(), "stopped", {}),
        (KeyboardInterrupt(), "stopped", {}),
    ],
)
def test_how_it_ended(fault, state, outcome):
    with pytest.raises(type(fault)), job("import:scores", "jiaxi", by=SYSTEM):
        raise fault
    ended = Job.objects.get()
    assert (ended.state, ended.outcome, ended.by) == (state, outcome, "system")


@pytest.mark.django_db
def test_the_latest_in_reach(time):
    for org in ("jiaxi", "haiba", "jiaxi"):
        with job(f"import:{org}", org, by=SYSTEM):
            time.now += timedelta(seconds=1)
    mine = jobs.recent_jobs(Viewer("li", org_codes=frozenset({"jiaxi"})))
    assert [each.kind for each in mine] == ["import:jiaxi", "import:jiaxi"]
    assert mine[0].number > mine[1].number and mine[0].state == "done"
    assert len(jobs.recent_jobs(SYSTEM, limit=2)) == 2
    assert jobs.recent_jobs(STRANGER) == []


# --- references -------------------------------------------------------------------------------


@pytest.fixture
def rooms(monkeypatch):
    """Two rooms with resolvers of their own."""

    def opened(viewer, key):
        if not viewer.everywhere:
            raise Refusal("viewer.not_found")
        title = Reason.of("probe.title", key=key)
        return references.Trace(f"probe:{key}", title, (("day", "2025-03-01"),), (title,), ("other:1",))

    doors = [("a", SimpleNamespace(RESOLVERS={})), ("b", SimpleNamespace(RESOLVERS={"probe": opened}))]
    monkeypatch.setattr(references, "doors", lambda name: doors)


def test_a_reference_opens_what_it_rests_on(rooms):
    trace = references.resolve(SYSTEM, "probe:12:3")
    title = {"code": "probe.title", "clause": "", "params": {"key": "12:3"}}
    assert references.as_data(trace) == {
        "ref": "probe:12:3",
        "title": title,
        "facts": [["day", "2025-03-01"]],
        "reasons": [title],
        "parents": ["other:1"],
    }


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("probe", "reference.malformed"),
        ("probe:", "reference.malformed"),
        ("", "reference.malformed"),
        ("nosuch:1", "viewer.not_found"),
        ("probe:1", "viewer.not_found"),
    ],
)
def test_what_is_not_there_and_what_is_out_of_reach_look_the_same(rooms, ref, code):
    with pytest.raises(Refusal) as no:
        references.resolve(STRANGER, ref)
    assert no.value.code == code


def test_a_number_of_a_row():
    assert references.number("12") == 12
    for key in ("", "-1", "1.5", "x", "²", "９", "1" * 19):
        with pytest.raises(Refusal):
            references.number(key)


# --- trials -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    points: int


def test_a_rule_on_a_case_of_ones_own(monkeypatch, tmp_path):
    def run(case):
        return trials.Outcome((), (Line("L1", "", "", case.points, ()),))

    door = SimpleNamespace(TRIALS={"probe": trials.Trial(Case, run)})
    monkeypatch.setattr(trials, "doors", lambda name: [("a", door)])
    file = tmp_path / "case.yaml"
    file.write_text("points: 3\n", encoding="utf-8")
    assert trials.try_rule("probe", file).lines[0].amount_fen == 3
    file.write_text("point: 3\n", encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        trials.try_rule("probe", file)
    assert [(each.code, each.column, each.file) for each in bad.value.problems] == [
        ("typed.unknown_key", "point", "case.yaml"),
        ("typed.missing_key", "points", "case.yaml"),
    ]
    with pytest.raises(Refusal) as no:
        trials.try_rule("nosuch", file)
    assert no.value.params == {"rule": "nosuch", "known": ("probe",)}


# --- identifiers ------------------------------------------------------------------------------


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 999), st.sampled_from(("520281", "520202"))
)
def test_an_id_number_is_known_by_its_day_and_its_check_digit(born_on, sequence, region):
    body = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    right = ric.calc_check_digit(body + "0")
    found = [digit for digit in "0123456789X" if is_id_number(body + digit)]
    assert found == [right]


RIGHT = "52028119900101001" + ric.calc_check_digit("520281199001010010")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "52028119900101001",
        "520281199002300010",
        "52028119900101001x",
        "５" * 18,
        RIGHT + "\n",
        " " * 18,
    ],
)
def test_what_is_no_id_number(text):
    assert not is_id_number(text)
