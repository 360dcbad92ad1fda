"""The land workbooks: what comes in, what is refused with its place, out and in again, how fast (工作簿)."""

from datetime import date

import pytest

from liancun.base.importing import export_rows, import_kind, import_workbook
from liancun.base.importing.templates import rows_of
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Refusal
from liancun.rooms.land.models import ContractPlot, LandContract, Plot
from liancun.rooms.land.tests.village import (
    DAY,
    FOUR,
    ONE,
    PLOTS,
    TWO,
    UNTIL,
    bring,
    contract,
    plot,
    raise_land,
    right,
)
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def land(ground):
    town.raise_town()
    raise_land()


def problems(kind, org, *rows, **more):
    with pytest.raises(BadInput) as bad:
        bring(kind, org, *rows, **more)
    return [(each.row, each.column, each.code) for each in bad.value.problems]


def test_plots_come_in_once():
    assert Plot.objects.count() == 5
    assert ContractPlot.objects.get(plot="A2").area_centimu == 150
    assert bring("plots", "jiaxi", *(plot(code, area) for code, _who, area in PLOTS["jiaxi"])).new == 0
    assert problems("plots", "jiaxi", plot("A1", 321)) == [(2, "", "import.conflict")]


def test_a_wrong_plot():
    assert problems("plots", "jiaxi", plot("D1", 300)) == [(2, "地块编码", "land.plot_of_another")]
    late = plot("A9", 300, start=date(2025, 3, 2))
    assert problems("plots", "jiaxi", late) == [(2, "起", "land.measured_in_future")]
    assert problems("plots", "jiaxi", plot("A9", 300, outline="东至路")) == [
        (2, "界址点", "land.outline_unreadable")
    ]
    assert problems("plots", "head", plot("A9", 300)) == [(2, "", "land.not_a_collective")]
    (steep,) = problems("plots", "jiaxi", plot("A9", 300, slope_deg=91))
    assert steep[1] == "坡度(度)"


def test_wrong_rights():
    assert problems("plot_rights", "jiaxi", right("Z1", ONE)) == [(2, "地块编码", "land.no_such_plot")]
    assert problems("plot_rights", "jiaxi", right("D1", ONE)) == [(2, "地块编码", "land.no_such_plot")]
    unknown = right("A1", "K0000099", start=DAY)
    assert problems("plot_rights", "jiaxi", unknown) == [(2, "承包方", "land.no_such_holder")]
    person = right("A1", "P0000001", start=DAY)
    assert problems("plot_rights", "jiaxi", person) == [(2, "承包方", "land.no_such_holder")]
    silent = right("A1", TWO, start=DAY)
    with pytest.raises(BadInput) as bad:
        bring("plot_rights", "jiaxi", silent)
    (told,) = bad.value.problems
    assert (told.column, told.code) == ("承包方", "land.ends_anothers")
    assert dict(told.params)["holder"] == ONE, "whose right it would end"
    back = right("A1", TWO, start=DAY, end=date(2025, 2, 28))
    assert problems("plot_rights", "jiaxi", back) == [
        (2, "承包期止", "land.no_term"), (2, "承包方", "land.ends_anothers")
    ]  # fmt: skip
    longer = right("A1", ONE, start=DAY, end=date(2028, 7, 1))
    assert problems("plot_rights", "jiaxi", longer) == [(2, "承包期止", "land.term_too_long")]
    before = right("A1", TWO, start=date(2023, 12, 31))
    assert problems("plot_rights", "jiaxi", before) == [
        (2, "起", "land.passed_before_contract"), (2, "承包方", "land.ends_anothers")
    ]  # fmt: skip
    assert bring("plot_rights", "jiaxi", before | {"holder": ONE}).new == 1
    after = right("A1", ONE, start=date(2028, 7, 1), end=date(2058, 6, 30))
    assert bring("plot_rights", "jiaxi", after).new == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"end": date(2028, 7, 1)}, "land.term_too_long"),
        ({"giver": TWO, "plots": "A1"}, "land.giver_holds_not"),
        ({"plots": "B1 Z9"}, "land.no_such_plot"),
        ({"giver": ONE, "plots": "A1"}, "land.plot_in_use"),
        ({"form": "second", "plots": "B1"}, "land.second_needs_first"),
        ({"plots": "B1 D1"}, "land.two_villages"),
        ({"use": None}, "land.item_missing"),
        ({"breach": None}, "land.item_missing"),
        ({"document": None}, "land.item_missing"),
        ({"pay_by": "年底"}, "land.pay_by_unreadable"),
        ({"plots": "B1 B1"}, "land.plot_named_twice"),
        ({"payer": TWO}, "land.no_such_payer"),
        ({"taker": TWO}, "land.no_such_taker"),
        ({"signed_on": date(2025, 3, 2)}, "land.signed_in_future"),
        ({"number": "TD-1", "giver": TWO}, "import.conflict"),
    ],
)
def test_a_wrong_contract(more, code):
    found = problems("land_contracts", "head", contract("TD-9", TWO, "B1") | more)
    assert code in [each[2] for each in found]
    assert LandContract.objects.count() == 4


def test_the_cooperative_takes_the_land_where_nobody_is_named():
    bring("land_contracts", "head", contract("TD-9", TWO, "B1"))
    span = {"start": date(2023, 12, 1), "end": date(2023, 12, 31)}
    bring("land_contracts", "head", contract("TD-10", TWO, "B1", taker="O:park", **span))
    assert dict(LandContract.objects.filter(giver=TWO).values_list("number", "taker")) == {
        "TD-9": "O:head",
        "TD-10": "O:park",
    }


def test_two_contracts_of_one_workbook_over_one_plot():
    rows = (contract("TD-8", TWO, "B1"), contract("TD-9", TWO, "B1", signed_on=date(2024, 1, 5)))
    assert problems("land_contracts", "head", *rows) == [(3, "", "land.plot_in_use")]


def test_the_second_tier_may_come_in_the_same_workbook_first():
    second = contract("TZ-2", TWO, "B1", form="second", payer="O:head")
    assert bring("land_contracts", "head", second, contract("TD-3", TWO, "B1")).new == 2


def test_endings_and_filings():
    ending = {"contract": "TD-1", "ended_on": date(2025, 2, 28), "reason": "agreed", "document": "终止-1"}
    second = ending | {"contract": "TZ-1"}
    beyond = ending | {"contract": "TD-4"}
    assert problems("contract_endings", "head", ending, second, beyond) == [
        (4, "终止日", "land.ends_outside")
    ]
    later = second | {"ended_on": date(2025, 3, 1)}
    for rows in ((ending,), (ending, later)):
        assert problems("contract_endings", "head", *rows) == [(2, "合同编号", "land.second_runs_on")]
    old = ending | {"ended_on": date(2002, 1, 1)}
    assert problems("contract_endings", "head", old, ending | {"contract": "TD-9"}) == [
        (2, "终止日", "charter.before_first_day"),
        (3, "合同编号", "land.no_such_contract"),
    ]
    taken = second | {"reason": "expropriated"}
    assert problems("contract_endings", "head", taken) == [(2, "终止日", "land.first_is_expropriated")]
    early = ending | {"reason": "expired"}
    assert problems("contract_endings", "head", early) == [(2, "终止日", "land.expires_later")]
    assert problems("contract_endings", "head", ending | {"contract": "TD-9"}) == [
        (2, "合同编号", "land.no_such_contract")
    ]
    assert bring("contract_endings", "head", second, ending).new == 2
    assert bring("contract_endings", "head", ending).new == 0
    assert problems("contract_endings", "head", ending | {"document": "终止-2"})[0][2] == "import.conflict"
    filing = {"contract": "TD-1", "filed_on": date(2023, 12, 10), "document": "备案-1"}
    soon = filing | {"filed_on": date(2023, 11, 30)}
    assert problems("contract_filings", "jiaxi", soon) == [(2, "备案日", "land.filed_outside")]
    assert problems("contract_filings", "haiba", filing) == [(2, "合同编号", "land.no_such_contract")]
    assert bring("contract_filings", "jiaxi", filing).new == 1


def test_who_may_bring_what():
    for kind, org, name in (
        ("plots", "jiaxi", "haiba.accountant"),
        ("plots", "jiaxi", "head.accountant"),
        ("land_contracts", "head", "jiaxi.accountant"),
        ("contract_endings", "head", "head.accountant"),
        ("contract_filings", "jiaxi", "jiaxi.cashier"),
        ("plots", "jiaxi", "home1"),
    ):
        with pytest.raises(Refusal) as no:
            import_workbook(kind, b"", "x.csv", org_code=org, by=town.viewer(name), on=DAY)
        assert no.value.code == "permit.not_yours"
    mine = town.viewer("jiaxi.accountant")
    assert bring("plots", "jiaxi", plot("A9", 300), by=mine).new == 1


def test_what_goes_out_comes_in_unchanged():
    for kind, org in (("plots", "jiaxi"), ("plot_rights", "jiaxi"), ("land_contracts", "head")):
        assert list(rows_of(import_kind(kind), SYSTEM, org))
        content = export_rows(import_kind(kind), SYSTEM, org)
        assert import_workbook(kind, content, f"{kind}.xlsx", org_code=org, by=SYSTEM, on=DAY).new == 0
    outside = town.viewer("haiba.accountant")
    with pytest.raises(Refusal):
        rows_of(import_kind("plots"), outside, "jiaxi")


def test_a_village_comes_in_whole():
    rows = [plot(f"N{n:05d}", 300 + n) for n in range(1500)]
    held = [right(row["code"], TWO) for row in rows]
    signed = [contract(f"N-{n:05d}", TWO, row["code"]) for n, row in enumerate(rows)]
    assert bring("plots", "jiaxi", *rows).new == 1500
    assert bring("plot_rights", "jiaxi", *held).new == 1500
    assert bring("land_contracts", "head", *signed).new == 1500


def test_a_template_for_every_kind():
    kinds = ("plots", "plot_rights", "land_contracts", "contract_endings", "contract_filings")
    for kind in kinds:
        assert all(column.example or not column.required for column in import_kind(kind).columns)
    assert UNTIL.year == 2028 and FOUR != ONE
