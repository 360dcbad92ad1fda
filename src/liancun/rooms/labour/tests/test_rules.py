"""The rules of work against hand-worked cases, and what must hold for any month (考勤、工钱规则)."""

import dataclasses
from datetime import date
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Literal

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
    TaxKind,
    TaxStep,
    TaxTerms,
    Work,
    Worker,
    WorkerMonth,
    WorkerTerms,
)

KINDS: tuple[Literal["salary", "labour_fee", "exempt"], ...] = ("salary", "labour_fee", "exempt")
EQUIVALENT: dict[str, str] = {
    "withheld_fen: left > each.over_fen -> left >= each.over_fen": "where a step begins both take the same",
}
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
        "tea": Job("看茶", "cooperative", "521", "hour", 1_200),
        "seedlings": Job("栽苗", "park", "113", "piece", 35, "株", 800),
        "mowing": Job("割草", "cooperative", "521", "piece", 8_050, "亩", 3),
    },
    400,
    60,
    Fraction(1),
    8,
    "O:park",
)
NOTHING, EXEMPT = TaxKind(), TaxKind(small_fen=1)
FEE = TaxKind(Fraction(1, 5), 400_000, 80_000, Fraction(1, 5))
UNTAXED = TaxTerms("tax", NOTHING, FEE, EXEMPT, "salary")
GROWN = WorkerTerms("workers", 16)
ADULT = Worker(date(1980, 5, 20))
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
        ("6.5", "hour", Cell(650)),
        ("6.5 08:00-14:30", "hour", Cell(650, "08:00-14:30")),
        ("0.333", "hour", None),
        ("120", "piece:株", Cell(120_000)),
        ("2.35", "piece:亩", Cell(2_350)),
        ("0.0001", "piece:亩", None),
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


def test_hours_that_share_a_minute():
    assert rules.overlap("08:00-12:00", "11:59-13:00") and rules.overlap("11:59-13:00", "08:00-12:00")
    assert rules.overlap("08:00-17:00", "09:00-10:00") and rules.overlap("09:00-10:00", "08:00-17:00")
    assert not rules.overlap("08:00-12:00", "12:00-13:00") and not rules.overlap("12:00-13:00", "08:00-12:00")
    assert not rules.overlap("", "00:00-24:00") and not rules.overlap("00:00-24:00", "")


@given(
    st.integers(1, 10**7),
    st.sampled_from(["day", "hour", "kg", "piece:株"]),
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


def faults(quantity=100, day=DAY, others=(), worker=ADULT, order=ORDER):
    return [fault.code for fault in rules.day_faults(order, day, quantity, others, worker, GROWN)]


def test_what_keeps_a_day_from_being_recorded():
    assert faults() == []
    assert faults(0) == ["labour.no_work"] and faults(-100) == ["labour.no_work"] and faults(1) == []
    assert faults(day=ORDER.first_day) == faults(day=ORDER.last_day) == []
    assert faults(day=date(2025, 2, 28)) == ["labour.outside_order"] == faults(day=date(2025, 4, 1))
    assert faults(101) == ["labour.over_a_day"]


@pytest.mark.parametrize(
    ("born_on", "young"),
    [
        (date(2009, 3, 10), False),
        (date(2009, 3, 11), True),
        (date(2009, 2, 28), False),
        (date(2009, 4, 1), True),
        (date(2021, 1, 1), True),
        (date(2025, 3, 11), True),
        (date(2008, 12, 31), False),
        (date(2010, 1, 1), True),
    ],
)
def test_a_child_does_not_work(born_on, young):
    """Sixteen on the day is old enough; before birth nobody is."""
    assert faults(worker=Worker(born_on)) == (["labour.too_young"] if young else [])


def test_nobody_works_before_birth_wherever_the_limit_is():
    unborn = Worker(date(2025, 3, 11))
    assert rules.age_fault(unborn, DAY, WorkerTerms("own", 0)) is not None
    assert rules.age_fault(unborn, date(2025, 3, 11), WorkerTerms("own", 0)) is None


def test_only_the_age_is_the_charters():
    """Two places at once are nobody's clause; how old one must be is."""
    wrong = rules.day_faults(ORDER, DAY, -1, [Work("PG-2", "b", "day", 200)], Worker(date(2020, 1, 1)), GROWN)
    assert {fault.code: fault.clause for fault in wrong} == {
        "labour.no_work": "",
        "labour.too_young": "workers",
        "labour.two_sites": "",
        "labour.over_a_day": "",
    }


def test_one_person_is_at_one_site_and_works_one_day():
    half = Work("PG-2", "site-a", "day", 50)
    assert faults(50, others=[half]) == []
    assert faults(51, others=[half]) == ["labour.over_a_day"]
    assert faults(50, others=[Work("PG-2", "site-b", "day", 50)]) == ["labour.two_sites"]
    kilos = dataclasses.replace(ORDER, measure="kg", number="PG-3")
    assert faults(200_000, order=kilos, others=[half]) == []
    assert faults(100, others=[Work("PG-3", "site-a", "kg", 200_000)]) == []
    found = rules.day_faults(ORDER, DAY, 100, [half], ADULT, GROWN)
    assert dict(found[0].params)["hundredths"] == 150


def test_a_day_has_24_hours():
    by_hour = dataclasses.replace(ORDER, job="tea", measure="hour")
    assert faults(2_400, order=by_hour) == [] and faults(2_401, order=by_hour) == ["labour.over_24_hours"]
    others = [Work("PG-2", "site-a", "hour", 1_600), Work("PG-3", "site-a", "kg", 9_000)]
    assert faults(800, order=by_hour, others=others) == []
    found = rules.day_faults(by_hour, DAY, 801, others, ADULT, GROWN)
    assert [(fault.code, dict(fault.params)["hour_hundredths"]) for fault in found] == [
        ("labour.over_24_hours", 2_401)
    ]
    assert faults(100, others=[Work("PG-2", "site-a", "hour", 2_401)]) == ["labour.over_24_hours"]


def held(quantity, hours="", measure="kg", others=(), terms=JOBS, job=""):
    reason = rules.hold_reason(Work("", "", measure, quantity, hours, job), DAY, others, terms)
    return reason and reason.code


def test_too_many_kilos_are_held():
    assert held(400_000) is None and held(400_001) == "labour.too_many_kilos"
    assert held(90_000, "08:00-08:01") == "labour.too_fast"
    assert held(60_000, "08:00-09:00") is None and held(60_001, "08:00-09:00") == "labour.too_fast"
    assert held(500_000, "", "day") is None and held(100, "08:00-08:01", "day") is None


def test_all_of_a_persons_day_is_looked_at_together():
    """390 kg on each of two orders are 780; the same hours are not worked twice, by the day or the kilo."""
    other = Work("PG-2", "site-a", "kg", 390_000, "08:00-17:00")
    assert held(390_000, "08:00-17:00", others=[other]) == "labour.too_many_kilos"
    assert held(10_000, "17:00-18:00", others=[other]) is None
    assert held(10_001, "17:00-18:00", others=[other]) == "labour.too_many_kilos"
    assert held(1_000, "16:59-18:00", others=[other]) == "labour.hours_overlap"
    tending = Work("PG-1", "site-a", "day", 50, "08:00-12:00")
    assert held(50, "11:00-15:00", "day", [tending]) == "labour.hours_overlap"
    assert held(50, "13:00-17:00", "day", [tending]) is None
    reason = rules.hold_reason(Work("", "", "kg", 390_000), DAY, [other], JOBS)
    assert reason and dict(reason.params)["picked_g"] == 780_000


def test_a_day_by_the_day_and_by_the_kilo_is_one_day():
    """400 kg are a day: half a day leaves room for 200, a whole one for none."""
    half, whole = Work("PG-1", "site-a", "day", 50), Work("PG-1", "site-a", "day", 100)
    assert held(200_000, others=[half]) is None and held(200_001, others=[half]) == "labour.too_much_a_day"
    assert held(1, others=[whole]) == "labour.too_much_a_day"
    kilos = Work("PG-3", "site-a", "kg", 300_000)
    assert held(25, "", "day", [kilos]) is None and held(26, "", "day", [kilos]) == "labour.too_much_a_day"
    wide = dataclasses.replace(JOBS, day_most=Fraction(3, 2))
    assert held(200_000, others=[whole], terms=wide) is None
    assert held(200_001, others=[whole], terms=wide) == "labour.too_much_a_day"


def test_too_many_hours_are_held():
    """Eight hours a day over all orders; and no more than from when to when."""
    assert held(800, "", "hour") is None and held(801, "", "hour") == "labour.too_many_hours"
    assert held(650, "08:00-14:30", "hour") is None
    assert held(651, "08:00-14:30", "hour") == "labour.longer_than_written"
    other = Work("PG-2", "site-a", "hour", 500, "13:00-18:00")
    assert (
        held(300, "", "hour", [other]) is None and held(301, "", "hour", [other]) == "labour.too_many_hours"
    )
    assert held(100, "17:59-19:00", "hour", [other]) == "labour.hours_overlap"
    reason = rules.hold_reason(Work("", "", "hour", 400), DAY, [other], JOBS)
    assert reason and dict(reason.params) == {
        "day": str(DAY), "hour_hundredths": 900, "most_hour_hundredths": 800
    }  # fmt: skip


def test_too_many_pieces_are_held_job_by_job():
    """800 seedlings or 3 mu a day, over all orders of the job; another job's pieces are another sum."""
    assert held(800_000, "", "piece:株", job="seedlings") is None
    assert held(800_001, "", "piece:株", job="seedlings") == "labour.too_many_pieces"
    other = Work("PG-2", "site-a", "piece:株", 500_000, "", "seedlings")
    assert held(300_000, "", "piece:株", [other], job="seedlings") is None
    reason = rules.hold_reason(Work("", "", "piece:株", 300_001, "", "seedlings"), DAY, [other], JOBS)
    assert reason == Reason.of(
        "labour.too_many_pieces",
        "own",
        day=str(DAY),
        unit="株",
        piece_milli=800_001,
        most_piece_milli=800_000,
    )
    unknown = Work("PG-2", "site-a", "piece:筐", 10**9, "", "long_gone")
    assert held(800_000, "", "piece:株", [unknown], job="seedlings") is None


def test_work_of_several_measures_is_one_day():
    """Half a day, two of eight hours and 200 of 800 seedlings are a day; one seedling more is not."""
    half = Work("PG-1", "site-a", "day", 50)
    hours = Work("PG-2", "site-a", "hour", 200, "", "tea")
    planted = {"measure": "piece:株", "job": "seedlings"}
    assert held(200_000, others=[half, hours], **planted) is None
    assert held(200_001, others=[half, hours], **planted) == "labour.more_than_a_day"
    reason = rules.hold_reason(Work("", "", "piece:株", 200_001, "", "seedlings"), DAY, [half, hours], JOBS)
    assert reason == Reason.of("labour.more_than_a_day", "own", day=str(DAY), percent=101)
    mown = Work("PG-4", "site-a", "piece:亩", 2_000, "", "mowing")
    assert held(266_666, others=[mown], **planted) is None
    assert held(266_667, others=[mown], **planted) == "labour.more_than_a_day"
    assert held(400, "", "hour", [Work("PG-3", "site-a", "kg", 200_000)]) is None
    assert held(401, "", "hour", [Work("PG-3", "site-a", "kg", 200_000)]) == "labour.more_than_a_day"


@given(
    st.lists(st.tuples(st.sampled_from(["day", "kg"]), st.integers(1, 500_000)), min_size=1, max_size=4),
    st.randoms(),
)
def test_no_day_goes_by_unheld_whatever_the_order_of_its_sheets(works, random):
    """Whichever comes last, a day over the limits holds at least one of its records."""
    works = [(measure, quantity % 60 + 1 if measure == "day" else quantity) for measure, quantity in works]
    random.shuffle(works)
    others: list[Work] = []
    any_held = False
    for number, (measure, quantity) in enumerate(works):
        any_held |= held(quantity, measure=measure, others=others) is not None
        others.append(Work(f"PG-{number}", "site-a", measure, quantity))
    grams = sum(quantity for measure, quantity in works if measure == "kg")
    days = sum(quantity for measure, quantity in works if measure == "day")
    over = grams > 400_000 or (days > 0 and grams > 0 and days * 4_000 + grams > 400_000)
    assert any_held == over


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
    line = FactLine("P1", payee, WorkerMonth(jobs, 5, held), "520281123201")
    return rules.wages(FactSheet("head", "2025-03", (line,), NoTotals()), terms)


def test_reasons_say_how_much_at_which_rate():
    found = ruled(
        JobMonth("tending", "", 10_000, 3, 250), JobMonth("picking", "", 60, 2, 439_700), held=1, payee="P2"
    )
    (line,) = found.lines
    assert (line.part, line.payee, line.village_code, line.payable) == ("park", "P2", "520281123201", True)
    assert line.amount_fen == 25_000 + 26_382
    assert line.outcome == {
        "account": "113", "dates": 5, "party": "O:park",
        "hundredths": 250, "day_fen": 25_000, "picked_g": 439_700, "kilo_fen": 26_382,
    }  # fmt: skip
    assert line.reasons == (
        Reason.of("labour.paid_by_day", "own", job="管护", hundredths=250, rate_fen=10_000),
        Reason.of("labour.paid_by_kilo", "own", job="采摘", days=2, picked_g=439_700, rate_fen=60),
        Reason.of("labour.left_out", "own", held=1),
        Reason.of("labour.to_authorised", "pay", payee="P2"),
    )
    assert found.steps == (Reason.of("labour.step.month", "pay", lines=1, total_fen=51_382),)
    assert found.pots == {}


def test_a_month_is_worth_what_its_order_was_counted_in():
    """633 seedlings at 0.35 are 221.55 on a job that is by the day now; 2.5 days at 80.50 are 201.25."""
    by_piece = ruled(JobMonth("tending", "", 35, 2, 633_000, "piece:株")).lines[0]
    assert by_piece.amount_fen == 22_155
    assert by_piece.reasons[0].code == "labour.paid_by_piece"
    assert dict(by_piece.reasons[0].params)["unit"] == "株"
    by_day = ruled(JobMonth("mowing", "", 8_050, 3, 250, "day")).lines[0]
    assert (by_day.amount_fen, by_day.reasons[0].code) == (20_125, "labour.paid_by_day")
    assert by_day.outcome["day_fen"] == 20_125


def test_no_reason_is_given_for_what_is_not_so():
    (line,) = ruled(JobMonth("bees", "", 10_000, 1, 100)).lines
    assert [reason.code for reason in line.reasons] == ["labour.paid_by_day"]
    assert line.outcome == {"account": "521", "dates": 5, "hundredths": 100, "day_fen": 10_000}
    assert ruled(JobMonth("picking", "", 1, 1, 1)).lines == ()


def test_hours_and_pieces_are_said_with_their_unit():
    """6.5 hours at 12.00 are 78.00; 2.35 mu at 80.50 are 189.175: together 267.175, so 267.18."""
    work = (
        JobMonth("tea", "", 1_200, 1, 650), JobMonth("mowing", "", 8_050, 1, 2_350),
        JobMonth("seedlings", "", 35, 2, 1_201_000),
    )  # fmt: skip
    lines = {line.part: line for line in ruled(*work).lines}
    assert {part: line.amount_fen for part, line in lines.items()} == {
        "tea": 7_800, "mowing": 18_918, "park": 42_035
    }  # fmt: skip
    assert lines["tea"].outcome == {"account": "521", "dates": 5, "hour_hundredths": 650, "hour_fen": 7_800}
    assert lines["park"].outcome == {
        "account": "113", "dates": 5, "party": "O:park", "piece_units": ("株",), "piece_milli": (1_201_000,),
        "piece_fen": (42_035,),
    }  # fmt: skip
    assert lines["tea"].reasons == (
        Reason.of("labour.paid_by_hour", "own", job="看茶", days=1, hour_hundredths=650, rate_fen=1_200),
    )
    assert lines["mowing"].reasons == (
        Reason.of(
            "labour.paid_by_piece", "own", job="割草", days=1, unit="亩", piece_milli=2_350, rate_fen=8_050
        ),
    )


EXACT = st.dictionaries(
    st.sampled_from(["day", "hour", "kg", "piece:株", "piece:亩"]), st.fractions(0, 10**6), min_size=1
)


@given(EXACT)
def test_a_line_of_many_measures_is_rounded_once(exact):
    """Together what the sum is, half up; each within a fen of its own worth, and none negative."""
    found = rules.rounded_once(exact)
    assert sum(found.values()) == floor(sum(exact.values()) + Fraction(1, 2))
    assert all(fen >= 0 and abs(fen - exact[measure]) <= 1 for measure, fen in found.items())
    assert list(found) == sorted(found, key=lambda each: (["day", "hour", "kg", each].index(each), each))


def taxed_as(fee):
    return dataclasses.replace(PAY, tax=TaxTerms("tax", NOTHING, fee, NOTHING, "labour_fee"))


@pytest.mark.parametrize(
    ("month_fen", "tax_fen"),
    [
        (80_000, 0),
        (80_002, 0),
        (80_003, 1),
        (100_000, 4_000),
        (400_000, 64_000),
        (400_001, 64_000),
        (400_004, 64_001),
        (500_000, 80_000),
        (0, 0),
    ],
)
def test_a_labour_fee_by_hand(month_fen, tax_fen):
    """800.00 free; 1,000.00 less 800 is 200, of it 20 %; above 4,000 it is 20 % of four fifths."""
    assert rules.withheld_fen(month_fen, FEE) == tax_fen
    assert rules.withheld_fen(month_fen, NOTHING) == 0


STEPS = (TaxStep(2_000_000, Fraction(3, 10), 200_000), TaxStep(5_000_000, Fraction(2, 5), 700_000))
STEPPED = dataclasses.replace(FEE, steps=STEPS)


@pytest.mark.parametrize(
    ("month_fen", "tax_fen"),
    [
        (500_000, 80_000),
        (2_500_000, 400_000),
        (2_500_005, 400_001),
        (3_000_000, 520_000),
        (6_250_000, 1_300_000),
        (6_250_005, 1_300_002),
        (10_000_000, 2_500_000),
    ],
)
def test_a_large_labour_fee_by_hand(month_fen, tax_fen):
    """25,000 leaves 20,000, still by 20 %; 30,000 leaves 24,000: 7,200 less 2,000; 62,500 leaves 50,000."""
    assert rules.withheld_fen(month_fen, STEPPED) == tax_fen


@given(st.integers(0, 2 * 10**7), st.integers(1, 10**5))
def test_more_never_leaves_less(month_fen, more_fen):
    more = month_fen + more_fen
    assert more - rules.withheld_fen(more, STEPPED) >= month_fen - rules.withheld_fen(month_fen, STEPPED)
    assert rules.withheld_fen(month_fen, STEPPED) >= rules.withheld_fen(month_fen, FEE)


def test_up_to_the_small_sum_it_is_small():
    steep = dataclasses.replace(FEE, large_off=Fraction(0))
    assert rules.withheld_fen(400_000, steep) == 64_000 and rules.withheld_fen(400_001, steep) == 80_000


def test_the_charter_says_which_kind_wages_are():
    kinds = [dataclasses.replace(UNTAXED, wages_are=each).of_wages for each in KINDS]
    assert kinds == [NOTHING, FEE, EXEMPT]


def test_a_withheld_line_is_posted_and_not_paid():
    terms = taxed_as(TaxKind(Fraction(1, 10)))
    paid, taken = ruled(JobMonth("dishen", "", 10_000, 1, 100), terms=terms).lines
    assert (paid.amount_fen, taken.amount_fen, taken.part, taken.payable) == (
        9_000,
        1_000,
        "tax:dishen",
        False,
    )
    why = Reason.of("labour.withheld", "tax", due_fen=10_000, tax_fen=1_000, wages_are="labour_fee")
    assert taken.reasons == (why,)
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


TAXES = st.builds(
    TaxKind,
    st.fractions(0, Fraction(99, 100)),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.fractions(0, 1),
)


@given(st.lists(WORKED, max_size=5), TAXES)
def test_every_month_is_paid_whole(people, fee):
    terms = taxed_as(fee)
    lines = tuple(FactLine(f"P{n}", f"P{n}", WorkerMonth(tuple(jobs), 9, 0)) for n, jobs in enumerate(people))
    found = rules.wages(FactSheet("head", "2025-03", lines, NoTotals()), terms)
    for n, jobs in enumerate(people):
        mine = [line for line in found.lines if line.subject == f"P{n}"]
        parts = {rules.part_of(job, JOBS) for job in jobs}
        due = sum((rules.worth(job, JOBS) for job in jobs), Fraction(0))
        got = sum(line.amount_fen for line in mine)
        assert abs(Fraction(got) - due) <= Fraction(len(parts), 2)
        off = fee.small_off_fen if got <= fee.small_fen else got * fee.large_off
        tax = sum(line.amount_fen for line in mine if not line.payable)
        assert abs(Fraction(tax) - fee.rate * max(0, got - off)) <= Fraction(1, 2)
        said = {line.part.removeprefix("tax:"): line.outcome for line in mine}
        names = ("day_fen", "hour_fen", "kilo_fen")
        items = [int(str(each.get(name, 0))) for each in said.values() for name in names]
        pieces = (each.get("piece_fen", ()) for each in said.values())
        items += [int(fen) for each in pieces if isinstance(each, tuple) for fen in each]
        assert sum(items) == got and min(items, default=0) >= 0
    entry = rules.entry(found.lines, terms) if found.lines else ()
    assert sum(line.debit_fen for line in entry) == sum(line.credit_fen for line in entry)
    assert all(line.amount_fen >= 0 for line in found.lines)


def test_what_a_page_shows_is_rounded_down():
    assert rules.whole_worth(250, 10_000, "day") == 25_000
    assert rules.whole_worth(100_140, 35, "kg") == 3504
    assert rules.whole_worth(655, 1_201, "hour") == 7_866
    assert rules.whole_worth(2_350, 8_050, "piece:亩") == 18_917


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
    assert refused(lambda: dataclasses.replace(JOBS, day_most=Fraction(0))) == "labour.charter.day_most"
    assert refused(lambda: WorkerTerms("own", -1)) == "labour.charter.age"
    for hours in (None, 0, -1, 25):
        assert refused(lambda hours=hours: dataclasses.replace(JOBS, hour_day_most=hours)) == (
            "labour.charter.hours"
        )
    assert dataclasses.replace(JOBS, hour_day_most=1).hour_day_most == 1
    assert dataclasses.replace(JOBS, hour_day_most=24).hour_day_most == 24
    assert refused(lambda: dataclasses.replace(JOBS, park_party="")) == "labour.charter.park_party"
    own = {code: job for code, job in JOBS.jobs.items() if code in ("dishen", "bees")}
    plain = dataclasses.replace(JOBS, jobs=own, hour_day_most=None, park_party="")
    assert (plain.hour_day_most, plain.park_party) == (None, "")
    assert refused(lambda: dataclasses.replace(plain, hour_day_most=25)) == "labour.charter.hours"
    pieces = dataclasses.replace(JOBS.jobs["seedlings"], payer="cooperative")
    bad_pieces = (
        *(dataclasses.replace(pieces, unit=unit) for unit in ("", " ", "株:")),
        *(dataclasses.replace(pieces, day_most=most) for most in (0, -1)),
        dataclasses.replace(own["bees"], unit="株"),
        dataclasses.replace(own["bees"], day_most=1),
    )
    for job in bad_pieces:
        assert refused(lambda job=job: dataclasses.replace(plain, jobs={"x": job})) == "labour.charter.piece"
    sound = dataclasses.replace(pieces, day_most=1)
    assert dataclasses.replace(plain, jobs={"x": sound}).pieces_most("x") == 1_000
    assert plain.pieces_most("x") == 0
    wrong = (
        {"rate": Fraction(-1, 10)}, {"rate": Fraction(1)}, {"large_off": Fraction(-1, 10)},
        {"large_off": Fraction(11, 10)}, {"small_fen": -1}, {"small_off_fen": -1},
        {"steps": STEPS[::-1]}, {"steps": STEPS[1:]}, {"steps": (TaxStep(0, Fraction(3, 10), 0),)},
        {"steps": (TaxStep(2_000_000, Fraction(1), 1_600_000),)},
        {"steps": (TaxStep(2_000_000, Fraction(1, 5), 0),)},
        {"steps": (TaxStep(2_000_000, Fraction(3, 10), 199_999),)},
    )  # fmt: skip
    for part in wrong:
        fee = dataclasses.replace(FEE, **part)
        assert refused(lambda fee=fee: taxed_as(fee)) == "labour.charter.tax"
    assert taxed_as(STEPPED).tax.of_wages.steps == STEPS
    assert taxed_as(TaxKind(Fraction(0), 0, 0, Fraction(1))).tax.of_wages.large_off == 1
    for pay_day, alarm in ((0, 5), (29, 5), (5, -1)):
        with_day = lambda pay_day=pay_day, alarm=alarm: PayTerms("p", JOBS, UNTAXED, pay_day, alarm)  # noqa: E731
        assert refused(with_day) == "labour.charter.pay_day"
    assert PayTerms("p", JOBS, UNTAXED, 1, 0).due_on(Period(2025, 12)) == date(2026, 1, 1)
    assert PayTerms("p", JOBS, UNTAXED, 28, 0).due_on(Period(2025, 1)) == date(2025, 2, 28)


def test_jobs_by_code_or_name_and_working_days():
    assert (JOBS.job_named("bees"), JOBS.job_named("养蜂"), JOBS.job_named("航海")) == ("bees", "bees", "")
    calendar = CalendarTerms("own", 25)
    assert calendar.days_of(Period(2025)) == 300 and calendar.days_of(Period(2025, 3)) == 25
