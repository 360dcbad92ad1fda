"""The vocabulary of fields (字段): what each takes, refuses and writes, and a dataclass put together."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.kernel.fields import (
    A,
    BankAccount,
    Choice,
    Code,
    Day,
    Flag,
    IdNumber,
    Kilos,
    Many,
    Month,
    Mu,
    PersonName,
    Phone,
    Quantity,
    Share,
    Text,
    Time,
    Whole,
    WorkDays,
    Wrong,
    Yuan,
    build,
    cleaned,
    faults_in,
    specs_of,
    taken,
)

FORMS = (("money", "货币"), ("kind", "实物"))


@dataclass(frozen=True)
class Weight:
    gross_g: A[int, Kilos("毛重", 1)]
    tare_g: A[int, Kilos("皮重")] = 0


@dataclass(frozen=True, kw_only=True)
class Slip:
    number: A[str, Code("过磅单号", most=5)]
    weight: Weight
    price_fen: A[int | None, Yuan("单价", 1)] = None
    form: A[str, Choice("方式", FORMS)] = "money"
    internal: str = "kept out"


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (Yuan("价"), "1,234.5", 123_450),
        (Yuan("价"), "¥0", 0),
        (Yuan("价"), "12.30", 1_230),
        (Yuan("价", least=None), "-0.01", -1),
        (Kilos("重"), "0.001", 1),
        (Mu("积"), "2.63", 263),
        (WorkDays("工"), "0.5", 50),
        (Whole("数"), "-0", 0),
        (Code("编码"), "GJ-0001", "GJ-0001"),
        (Text("姓名"), "𬱖姓", "𬱖姓"),
        (Day("日"), "2025年3月1日", date(2025, 3, 1)),
        (Day("日"), "2025/3/1", date(2025, 3, 1)),
        (Month("月"), "2025年3月", "2025-03"),
        (Time("时刻"), "9点", "09:00"),
        (Time("时刻"), "9:05", "09:05"),
        (Time("时刻"), "23时59分", "23:59"),
        (Share("比例"), "60%", Fraction(3, 5)),
        (Flag("是否"), "是", True),
        (Flag("是否"), "no", False),
        (Choice("方式", FORMS), "实物", "kind"),
        (Choice("方式", FORMS), "kind", "kind"),
        (Many("人员", each=Code("编码")), "P1 P2、P3,P4", ("P1", "P2", "P3", "P4")),
        (Phone("电话"), "13900000000", "13900000000"),
        (IdNumber("身份证号"), "11010519491231002x", "11010519491231002X"),
    ],
)
def test_what_was_typed_is_read_exactly(field, raw, value):
    assert field.read(raw) == value
    field.check(value)


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        (Yuan("价"), "0.001", "import.too_fine"),
        (Yuan("价"), "三十", "import.number"),
        (Yuan("价"), "1e5", "import.number"),
        (Yuan("价", most=None), str(2**63), "import.too_big"),
        (Yuan("价"), str(10**14), "import.out_of_range"),
        (Yuan("价"), "-1", "import.out_of_range"),
        (Whole("数", 1, 10), "11", "import.out_of_range"),
        (Code("编码"), "a/b", "import.code_slash"),
        (Code("编码"), "..", "import.code"),
        (Code("编码"), ".", "import.code"),
        (Code("编码"), "编码", "import.code"),
        (Code("编码", most=3), "abcd", "import.too_long"),
        (Text("姓名", most=3), "甲乙丙丁", "import.too_long"),
        (Text("姓名"), "a\u200bb", "import.strange_character"),
        (Text("姓名"), "笑😀", "import.strange_character"),
        (Day("日"), "2025-02-30", "import.no_such_day"),
        (Day("日"), "1025-02-03", "import.day_far_off"),
        (Day("日"), "明天", "import.day"),
        (Month("月"), "2025-13", "import.month"),
        (Time("时刻"), "24:00", "field.time"),
        (Time("时刻"), "9:60", "field.time"),
        (Time("时刻"), "上午", "field.time"),
        (Share("比例"), "120%", "field.share"),
        (Flag("是否"), "也许", "import.choice"),
        (Choice("方式", FORMS), "金条", "import.choice"),
        (Choice("方式", (("a", "同名"), ("b", "同名"))), "同名", "field.several"),
        (Many("人员", each=Code("编码"), most=1), "P1 P2", "field.too_many"),
        (Phone("电话"), "12345", "import.phone"),
        (IdNumber("身份证号"), "110105194912310020", "import.id_number"),
        (BankAccount("账号"), "6222020000000000001", "import.account_check_digit"),
    ],
)
def test_what_a_field_does_not_take_has_one_code(field, raw, code):
    with pytest.raises(Wrong) as wrong:
        field.read(raw)
    assert wrong.value.code == code


@given(st.integers(0, 10**15))
def test_what_is_written_is_read_back(amount):
    for field in (Yuan("价"), Kilos("重"), Mu("积"), WorkDays("工"), Whole("数")):
        assert field.read(field.entry(amount)) == amount
        assert field.read(field.text(amount)) == amount


@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_a_program_sends_amounts_as_whole_numbers(value):
    with pytest.raises(Wrong) as wrong:
        Yuan("价").typed(value)
    assert wrong.value.code == "field.not_whole"
    assert Yuan("价").typed(1) == 1


def test_a_quantity_is_written_by_its_unit():
    quantity = Quantity("数量", by="job", kinds=(("day", WorkDays("")), ("kg", Kilos(""))))
    assert quantity.kind("kg").text(1_500) == "1.5"
    with pytest.raises(AssertionError):
        quantity.text(1)


def test_blanks_are_nothing_and_zero_is_zero():
    spec = specs_of(Slip)[3]
    assert spec.name == "price_fen" and cleaned("  \u3000") is None
    assert spec.value(" ", spec.field.read) is None
    with pytest.raises(Wrong):
        spec.value("0", spec.field.read)
    tare = specs_of(Slip)[2]
    assert tare.value("0", tare.field.read) == 0
    with pytest.raises(Wrong) as wrong:
        specs_of(Slip)[0].value("", Code("x").read)
    assert wrong.value.code == "import.empty"


def test_a_dataclass_is_taken_apart_and_put_together():
    assert [spec.name for spec in specs_of(Slip)] == ["number", "gross_g", "tare_g", "price_fen", "form"]
    assert [spec.required for spec in specs_of(Slip)] == [True, True, False, False, False]
    values = {"number": "A1", "gross_g": 5, "tare_g": 0, "price_fen": None, "form": "kind"}
    slip = build(Slip, values)
    assert slip == Slip(number="A1", weight=Weight(5, 0), form="kind")
    assert taken(slip) == values and faults_in(slip) == []
    bad = Slip(number="A/1", weight=Weight(0, 0), price_fen=0, form="gold")
    assert [spec.name for spec, _wrong in faults_in(bad)] == ["number", "gross_g", "price_fen", "form"]


def test_a_schema_says_the_bounds():
    assert Yuan("价", 1, 100).schema() == {"type": "integer", "minimum": 1, "maximum": 100}
    assert Code("编码", most=9).schema()["maxLength"] == 9
    assert Choice("方式", FORMS).schema()["enum"] == ["money", "kind"]
    assert Many("人员", each=Code("编码"), most=3).schema()["maxItems"] == 3
    assert Choice("片区", "registry.sections").source == "registry.sections"


def test_a_code_with_a_line_break_behind_it_is_none():
    with pytest.raises(Wrong):
        Code("编码").check("A1\n")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王 芳", "王芳"),
        ("王\u3000芳", "王芳"),
        ("阿依\u2022木", "阿依·木"),
        ("阿依 \u30fb 木", "阿依·木"),
        ("阿依·木", "阿依·木"),
        ("John  Smith", "John Smith"),
        ("𬱖 𫖯", "𬱖𫖯"),
        ("王一", "王一"),
    ],
)
def test_a_name_has_one_form(typed, name):
    assert PersonName("姓名").read(typed) == name


@pytest.mark.parametrize("typed", ["12345", "\uff11\uff12\uff13", "王2"])
def test_a_number_is_no_name(typed):
    with pytest.raises(Wrong) as no:
        PersonName("姓名").read(typed)
    assert no.value.code == "import.name"
