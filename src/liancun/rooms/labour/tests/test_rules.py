"""The rules of work against hand-worked cases, and what must hold for any month (考勤、工钱规则)."""

import dataclasses
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import read_typed, read_yaml
from liancun.kernel import BadInput, Period, Reason, Refusal
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.labour import rules, trials
from liancun.rooms.labour.rules import (
    CalendarTerms,
    Cell,
    DispatchTerms,
    Job,
    JobMonth,
    JobTerms,
    NoTotals,
    OrderTerms,
    PayTerms,
    Seeker,
    TaxTerms,
    Work,
    WorkerMonth,
)

EQUIVALENT: dict[str, str] = {}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

CASES = Path(__file__).with_name("cases.yaml")
JOBS = JobTerms(
    "own",
    {
        "tending": Job("管护", "park", "113", "day", 10_000),
        "picking": Job("采摘", "park", "113", "kg", 60),
        "dishen": Job("地参", "cooperative", "141", "day", 10_000),
        "bees": Job("养蜂", "cooperative", "521", "day", 10_000),
        "outside": Job("外单位", "outside", "113", "day", 12_000),
    },
    "O:park",
    400,
    60,
)
UNTAXED = TaxTerms("tax", Fraction(0), 0)
PAY = PayTerms("pay", JOBS, UNTAXED, 5, 5)
ORDER = OrderTerms("PG-1", "tending", "day", "site-a", date(2025, 3, 1), date(2025, 3, 31), 10_000)
DAY = date(2025, 3, 10)


def read_cases():
    for raw in read_yaml(CASES.read_text(encoding="utf-8"), CASES.name):
        case = {key: value for key, value in raw.items() if key not in ("name", "expect")}
        yield pytest.param(raw["name"], case, raw["expect"], id=raw["name"])


@pytest.mark.parametrize(("name", "case", "expect"), list(read_cases()))
def test_a_case_worked_by_hand(name, case, expect):
    read = read_typed(case, trials.WagesCase, file=CASES.name, where=name)
    if "refused" in expect:
        with pytest.raises(Refusal) as no:
            trials.try_wages(read)
        assert no.value.code == expect["refused"]
        return
    if "bad" in expect:
        with pytest.raises(BadInput) as bad:
            trials.try_wages(read)
        assert [problem.code for problem in bad.value.problems] == [expect["bad"]]
        return
    outcome = trials.try_wages(read)
    assert {f"{line.subject}/{line.part}": line.amount_fen for line in outcome.lines} == expect["lines"]
    debits = {
        " ".join(filter(None, (line["account"], line["party"]))): line["debit_fen"]
        for line in outcome.result["entry"]
        if line["debit_fen"]
    }
    assert debits == expect["debits"]
    assert outcome.result["total_fen"] == sum(debits.values())
    assert all(line.reasons for line in outcome.lines)
    assert all(line.payable != line.part.startswith("tax:") for line in outcome.lines)


# --- reading a sheet ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measure", "cell"),
    [
        ("1", "day", Cell(100)),
        ("0.5", "day", Cell(50)),
        (" 1.0 ", "day", Cell(100)),
        ("213.4", "kg", Cell(213_400)),
        ("90 8:00-17:30", "kg", Cell(90_000, "08:00-17:30")),
        ("90 08:00至08:01", "kg", Cell(90_000, "08:00-08:01")),
        ("90 00:00-24:00", "kg", Cell(90_000, "00:00-24:00")),
        ("-5", "kg", Cell(-5_000)),
        ("半天", "day", None),
        ("0.333", "day", None),
        ("90 早上", "kg", None),
        ("90 17:00-08:00", "kg", None),
        ("90 08:00-08:00", "kg", None),
        ("90 08:60-10:00", "kg", None),
        ("90 08:00-09:60", "kg", None),
        ("90 08:59-09:59", "kg", Cell(90_000, "08:59-09:59")),
        ("90 23:00-24:01", "kg", None),
        ("", "kg", None),
    ],
)
def test_a_cell(text, measure, cell):
    assert rules.read_cell(text, measure) == cell


def test_how_long():
    assert rules.minutes_of("") == 0
    assert rules.minutes_of("08:15-17:30") == 555


@given(
    st.integers(1, 10**7),
    st.sampled_from(["day", "kg"]),
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1]),
    st.booleans(),
)
def test_what_is_written_is_read_back(quantity, measure, span, timed):
    first, last = span
    hours = f"{first // 60:02d}:{first % 60:02d}-{last // 60:02d}:{last % 60:02d}" if timed else ""
    cell = Cell(quantity, hours)
    assert rules.read_cell(rules.write_cell(cell, measure), measure) == cell
    assert rules.minutes_of(hours) == (last - first if timed else 0)


# --- a day ------------------------------------------------------------------------------------------


def faults(quantity=100, day=DAY, others=(), died_on=None, order=ORDER):
    return [fault.code for fault in rules.day_faults(order, day, quantity, others, died_on, JOBS)]


def test_what_keeps_a_day_from_being_recorded():
    assert faults() == []
    assert faults(0) == ["labour.no_work"] and faults(-100) == ["labour.no_work"] and faults(1) == []
    assert faults(day=ORDER.first_day) == faults(day=ORDER.last_day) == []
    assert faults(day=date(2025, 2, 28)) == ["labour.outside_order"] == faults(day=date(2025, 4, 1))
    assert faults(died_on=date(2025, 3, 9)) == ["labour.after_death"]
    assert faults(died_on=DAY) == []
    assert faults(101) == ["labour.over_a_day"]


def test_one_person_is_at_one_site_and_works_one_day():
    half = Work("PG-2", "site-a", "day", 50)
    assert faults(50, others=[half]) == []
    assert faults(51, others=[half]) == ["labour.over_a_day"]
    assert faults(50, others=[Work("PG-2", "site-b", "day", 50)]) == ["labour.two_sites"]
    kilos = dataclasses.replace(ORDER, measure="kg", number="PG-3")
    assert faults(200_000, order=kilos, others=[half]) == []
    assert faults(100, others=[Work("PG-3", "site-a", "kg", 200_000)]) == []
    found = rules.day_faults(ORDER, DAY, 100, [half], None, JOBS)
    assert dict(found[0].params)["hundredths"] == 150


def test_too_many_kilos_are_held():
    def held(quantity, hours="", measure="kg"):
        reason = rules.hold_reason(measure, Cell(quantity, hours), DAY, JOBS)
        return reason and reason.code

    assert held(400_000) is None and held(400_001) == "labour.too_many_kilos"
    assert held(90_000, "08:00-08:01") == "labour.too_fast"
    assert held(60_000, "08:00-09:00") is None and held(60_001, "08:00-09:00") == "labour.too_fast"
    assert held(500_000, "", "day") is None


# --- who is next ---------------------------------------------------------------------------------------


def test_who_is_sent_first():
    early, late = date(2025, 1, 2), date(2025, 1, 3)
    people = [Seeker("P3", early, 9), Seeker("P1", late, 0), Seeker("P2", early, 4), Seeker("P0", early, 9)]

    def turn(*order):
        return [each.party for each in rules.in_turn(people, DispatchTerms("own", order))]

    assert turn("asked", "days") == ["P2", "P0", "P3", "P1"]
    assert turn("days", "asked") == ["P1", "P2", "P0", "P3"]


# --- a month's pay ----------------------------------------------------------------------------------------


def ruled(*jobs, held=0, payee="P1", terms=PAY):
    line = FactLine("P1", payee, WorkerMonth(jobs, held), "520281123201")
    return rules.wages(FactSheet("head", "2025-03", (line,), NoTotals()), terms)


def test_reasons_say_how_much_at_which_rate():
    found = ruled(
        JobMonth("tending", "", 10_000, 3, 250), JobMonth("picking", "", 60, 2, 439_700), held=1, payee="P2"
    )
    (line,) = found.lines
    assert (line.part, line.payee, line.village_code, line.payable) == ("park", "P2", "520281123201", True)
    assert line.amount_fen == 25_000 + 26_382
    assert line.outcome == {"account": "113", "days": 5, "party": "O:park"}
    assert line.reasons == (
        Reason.of("labour.paid_by_day", "own", job="管护", hundredths=250, rate_fen=10_000),
        Reason.of("labour.paid_by_kilo", "own", job="采摘", days=2, picked_g=439_700, rate_fen=60),
        Reason.of("labour.left_out", "own", held=1),
        Reason.of("labour.to_authorised", "pay", payee="P2"),
    )
    assert found.steps == (Reason.of("labour.step.month", "pay", lines=1, total_fen=51_382),)
    assert found.pots == {}


def test_no_reason_is_given_for_what_is_not_so():
    (line,) = ruled(JobMonth("bees", "", 10_000, 1, 100)).lines
    assert [reason.code for reason in line.reasons] == ["labour.paid_by_day"]
    assert line.outcome == {"account": "521", "days": 1}
    assert ruled(JobMonth("picking", "", 1, 1, 1)).lines == ()


def test_a_withheld_line_is_posted_and_not_paid():
    terms = dataclasses.replace(PAY, tax=TaxTerms("tax", Fraction(1, 10), 0))
    paid, taken = ruled(JobMonth("dishen", "", 10_000, 1, 100), terms=terms).lines
    assert (paid.amount_fen, taken.amount_fen, taken.part, taken.payable) == (
        9_000,
        1_000,
        "tax:dishen",
        False,
    )
    assert taken.reasons == (Reason.of("labour.withheld", "tax", due_fen=10_000, tax_fen=1_000),)
    entry = [
        (each.account, each.party, each.debit_fen, each.credit_fen)
        for each in rules.entry([paid, taken], terms)
    ]
    assert entry == [("141", "", 10_000, 0), ("213", "P1", 0, 9_000), ("214", "", 0, 1_000)]
    assert rules.settle_account(paid) == "213"


WORKED = st.lists(
    st.builds(
        JobMonth,
        st.sampled_from(sorted(JOBS.jobs)),
        st.just("O:company"),
        st.integers(1, 20_000),
        st.integers(1, 31),
        st.integers(1, 10**7),
    ),
    max_size=8,
)


@given(st.lists(WORKED, max_size=5), st.fractions(0, Fraction(99, 100)), st.integers(0, 10**6))
def test_every_month_is_paid_whole(people, share, free_fen):
    terms = dataclasses.replace(PAY, tax=TaxTerms("tax", share, free_fen))
    lines = tuple(FactLine(f"P{n}", f"P{n}", WorkerMonth(tuple(jobs), 0)) for n, jobs in enumerate(people))
    found = rules.wages(FactSheet("head", "2025-03", lines, NoTotals()), terms)
    for n, jobs in enumerate(people):
        mine = [line for line in found.lines if line.subject == f"P{n}"]
        parts = {rules.part_of(job, JOBS) for job in jobs}
        due = sum((rules.worth(job, JOBS) for job in jobs), Fraction(0))
        got = sum(line.amount_fen for line in mine)
        assert abs(Fraction(got) - due) <= Fraction(len(parts), 2)
        tax = sum(line.amount_fen for line in mine if not line.payable)
        assert abs(Fraction(tax) - share * max(0, got - free_fen)) <= Fraction(1, 2)
    entry = rules.entry(found.lines, terms) if found.lines else ()
    assert sum(line.debit_fen for line in entry) == sum(line.credit_fen for line in entry)
    assert all(line.amount_fen >= 0 for line in found.lines)


def test_what_a_page_shows_is_rounded_down():
    assert rules.whole_worth(250, 10_000, "day") == 25_000
    assert rules.whole_worth(100_140, 35, "kg") == 3504


# --- the charter --------------------------------------------------------------------------------------------


def refused(call):
    with pytest.raises(Refusal) as no:
        call()
    return no.value.code


def test_what_a_charter_may_not_say():
    free = Job("白做", "park", "113", "day", 0)
    assert refused(lambda: dataclasses.replace(JOBS, jobs={"free": free})) == "labour.charter.job"
    named = {"park": JOBS.jobs["bees"]}
    assert refused(lambda: dataclasses.replace(JOBS, jobs=named)) == "labour.charter.job"
    assert refused(lambda: dataclasses.replace(JOBS, kg_day_most=0)) == "labour.charter.kg"
    assert refused(lambda: dataclasses.replace(JOBS, kg_hour_most=0)) == "labour.charter.kg"
    assert dataclasses.replace(JOBS, kg_day_most=1, kg_hour_most=1).kg_day_most == 1
    one = dataclasses.replace(JOBS, jobs={"cheap": dataclasses.replace(free, rate_fen=1)})
    assert one.jobs["cheap"].rate_fen == 1
    for share, free_fen in ((Fraction(-1, 10), 0), (Fraction(1), 0), (Fraction(0), -1)):
        assert (
            refused(lambda share=share, free_fen=free_fen: TaxTerms("t", share, free_fen))
            == "labour.charter.tax"
        )
    for pay_day, alarm in ((0, 5), (29, 5), (5, -1)):
        with_day = lambda pay_day=pay_day, alarm=alarm: PayTerms("p", JOBS, UNTAXED, pay_day, alarm)  # noqa: E731
        assert refused(with_day) == "labour.charter.pay_day"
    assert PayTerms("p", JOBS, UNTAXED, 1, 0).due_on(Period(2025, 12)) == date(2026, 1, 1)
    assert PayTerms("p", JOBS, UNTAXED, 28, 0).due_on(Period(2025, 1)) == date(2025, 2, 28)


def test_jobs_by_code_or_name_and_working_days():
    assert (JOBS.job_named("bees"), JOBS.job_named("养蜂"), JOBS.job_named("航海")) == ("bees", "bees", "")
    calendar = CalendarTerms("own", 25)
    assert calendar.days_of(Period(2025)) == 300 and calendar.days_of(Period(2025, 3)) == 25
