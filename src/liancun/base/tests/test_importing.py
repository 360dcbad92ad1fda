"""The import door: what a plain workbook gives, and what a bad cell gets; nothing by halves (导入)."""

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from liancun.base import bulk, clock
from liancun.base.acts import act
from liancun.base.importing import (
    Row,
    engine,
    import_file,
    import_kind,
    read_workbook,
    write_rows,
    write_template,
)
from liancun.base.models import AuditLine, Counter, ImportedRow, Setting
from liancun.base.permits import SYSTEM
from liancun.base.tests.probe import DAY, HEADINGS, PROBE, book, bring, faults, held, id_number, row
from liancun.base.viewer import STRANGER
from liancun.kernel import BadInput, Refusal

pytestmark = pytest.mark.usefixtures("probe")


def taken(**cells):
    """What one row's cells become."""
    kept = {}

    def save(rows, a):
        kept.update(rows[0].values)

    kind = replace(PROBE, save=save)
    real = engine.all_import_kinds
    try:
        engine.all_import_kinds = lambda: {"probe": kind}
        bring(book(row(**cells)))
    finally:
        engine.all_import_kinds = real
    return {name: kept[name] for name in cells}


def test_every_sort_of_cell_is_read_exactly():
    given = {
        "name": "  𬱖国强　",
        "id_number": id_number().lower(),
        "phone": "138 0000 0001",
        "account": "６２２８４８００００００",
        "born_on": "1990年1月1日",
        "month": "2025-3",
        "count": 3,
        "amount_fen": 1234.56,
        "weight_g": 0.001,
        "area_centimu": 1.1,
        "kind": "乙",
    }
    assert taken(**given) == {
        "name": "𬱖国强",
        "id_number": id_number(),
        "phone": "13800000001",
        "account": "622848000000",
        "born_on": date(1990, 1, 1),
        "month": "2025-03",
        "count": 3,
        "amount_fen": 123456,
        "weight_g": 1,
        "area_centimu": 110,
        "kind": "b",
    }


def test_a_day_as_the_spreadsheet_keeps_it():
    assert taken(born_on=date(1990, 1, 1), month=datetime(2025, 3, 9)) == {
        "born_on": date(1990, 1, 1),
        "month": "2025-03",
    }


def test_a_number_is_what_the_spreadsheet_shows():
    assert 1.1 * 3 != 3.3
    assert taken(amount_fen=1.1 * 3, weight_g=0.1 + 0.2) == {"amount_fen": 330, "weight_g": 300}
    assert taken(number="A2", amount_fen=9_999_999_999_999.98, count=999_999_999_999_999) == {
        "number": "A2",
        "amount_fen": 999_999_999_999_998,
        "count": 999_999_999_999_999,
    }


def test_a_row_leaves_its_record_its_key_and_one_audit_line():
    report = bring(book(row("A1"), row("A2")))
    assert (report.rows, report.new, report.same, report.written) == (2, 2, 0, True)
    assert sorted(Setting.objects.values_list("name", flat=True)) == ["A1", "A2"]
    assert sorted(ImportedRow.objects.values_list("kind", "org_code", "natural_key", "mark")) == [
        ("probe", "town", "A1", 1),
        ("probe", "town", "A2", 1),
    ]
    line = AuditLine.objects.get()
    assert (line.verb, line.by, line.mark, line.on, line.ref) == (
        "probe.bring",
        "system",
        1,
        DAY,
        "import:probe",
    )
    assert line.params == {"file": "表.xlsx", "rows": 2}


def test_the_same_again_is_nothing_and_more_of_it_only_the_new():
    bring(book(row("A1", count=3)))
    before = held()
    again = bring(book(row("A1", count=3)), "别名.xlsx")
    assert (again.new, again.same, again.written) == (0, 1, False)
    assert held() == before
    more = bring(book(row("A2"), row("A1", count=3)))
    assert (more.new, more.same, more.written) == (1, 1, True)
    elsewhere = bring(book(row("A9")), org_code="head")
    assert elsewhere.new == 1


def test_a_dry_run_writes_nothing():
    before = held()
    report = bring(book(row("A1")), dry_run=True)
    assert (report.new, report.written) == (1, False)
    assert held() == before
    assert faults(book(row("A1", "无")), dry_run=True) == [("probe.nobody", 2, "姓名")]


def test_other_content_under_a_known_key_is_a_conflict():
    bring(book(row("A1"), row("A2")))
    assert faults(book(row("A2", "李芳"), row("A3"), row("A1", count=1))) == [
        ("conflict", 2, ""),
        ("conflict", 4, ""),
    ]


CELLS = [
    ({"name": None}, "empty", "姓名"),
    ({"name": " 　"}, "empty", "姓名"),
    ({"name": "王" * 21}, "too_long", "姓名"),
    ({"name": "王😀强"}, "strange_character", "姓名"),
    ({"name": "王\u200b强"}, "strange_character", "姓名"),
    ({"name": "王\u202e强"}, "strange_character", "姓名"),
    ({"name": "王\ue000强"}, "strange_character", "姓名"),
    ({"name": True}, "true_false", "姓名"),
    ({"number": 12}, "code_as_number", "编号"),
    ({"number": "A 1"}, "code", "编号"),
    ({"number": "编1"}, "code", "编号"),
    ({"id_number": id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2")}, "id_number", "身份证号"),
    ({"id_number": "520281199002301234"}, "id_number", "身份证号"),
    ({"id_number": 520281199001010016}, "code_as_number", "身份证号"),
    ({"phone": "12800000001"}, "phone", "电话"),
    ({"phone": "1380000000"}, "phone", "电话"),
    ({"account": "1234"}, "account", "账号"),
    ({"account": "²²²²²²²²²²²²x"}, "account", "账号"),
    ({"account": "6228480402564890019"}, "account_check_digit", "账号"),
    ({"born_on": "2025-02-30"}, "no_such_day", "出生日期"),
    ({"born_on": "明天"}, "day", "出生日期"),
    ({"born_on": 45000}, "day", "出生日期"),
    ({"born_on": datetime(2025, 3, 1, 8)}, "day_with_time", "出生日期"),
    ({"born_on": "1025-03-01"}, "day_far_off", "出生日期"),
    ({"month": "2025-13"}, "month", "月份"),
    ({"month": 2025.1}, "month", "月份"),
    ({"month": "2025.1"}, "month", "月份"),
    ({"month": 202503}, "month", "月份"),
    ({"count": "3"}, "number_as_text", "人数"),
    ({"count": "六十"}, "number", "人数"),
    ({"count": 2.5}, "too_fine", "人数"),
    ({"count": -1}, "too_small", "人数"),
    ({"count": 1e19}, "too_big", "人数"),
    ({"count": date(2025, 3, 1)}, "number", "人数"),
    ({"amount_fen": 0.001}, "too_fine", "金额"),
    ({"amount_fen": 2**63}, "too_big", "金额"),
    ({"amount_fen": 99_999_999_999_999.99}, "too_big", "金额"),
    ({"weight_g": 0.0001}, "too_fine", "重量"),
    ({"area_centimu": 0.005}, "too_fine", "面积"),
    ({"kind": "丙"}, "choice", "类别"),
    ({"count": "=1+1"}, "formula", "人数"),
    ({"name": '=CONCATENATE("王","强")'}, "formula", "姓名"),
]


@pytest.mark.parametrize(("cells", "code", "column"), CELLS, ids=lambda each: str(each)[:40])
def test_a_bad_cell_is_named_with_its_place(cells, code, column):
    assert faults(book(row("A1"), row(**{"number": "A2", **cells}))) == [(code, 3, column)]


def test_numbers_of_a_text_file_are_read_from_text():
    def csv(*cells, encoding="utf-8"):
        values = dict(zip(("编号", "姓名", "人数", "金额"), cells, strict=False))
        return "\r\n".join([",".join(values), ",".join(f'"{v}"' for v in values.values())]).encode(encoding)

    for wrong, code in (
        ("99999999999999999999", "too_big"),
        ("9" * 5000, "number"),
        ("1.5", "too_fine"),
        ("1e3", "number"),
        ("三", "number"),
    ):
        assert faults(csv("A1", "王国强", wrong), "表.csv") == [(code, 2, "人数")]
    assert faults(csv("A1", "王国强", "1", "92233720368547758.08"), "表.csv") == [("too_big", 2, "金额")]
    bring(csv("A1", "王国强", "3", "￥1,234.50", encoding="gbk"), "国标.csv")
    bring(csv("A2", "王国强", "3", "-0.01", encoding="utf-8-sig"), "表.csv")
    assert "'amount_fen': 123450" in Setting.objects.get(name="A1").value
    assert "王国强" in Setting.objects.get(name="A1").value
    assert "'amount_fen': -1," in Setting.objects.get(name="A2").value


def test_everything_wrong_is_said_at_once():
    content = book(
        row("A1", None, count="3", born_on="2025-02-30"),
        row("A2"),
        row("A2", "李芳"),
        row("A3", "无"),
        [None] * 12,
        row("A4", kind="丙"),
    )
    assert faults(content) == [
        ("empty", 2, "姓名"),
        ("no_such_day", 2, "出生日期"),
        ("number_as_text", 2, "人数"),
        ("repeated_row", 4, ""),
        ("probe.nobody", 5, "姓名"),
        ("choice", 7, "类别"),
    ]
    assert faults(book(row("A3", "无"), row("A4", "无"))) == [
        ("probe.nobody", 2, "姓名"),
        ("probe.nobody", 3, "姓名"),
    ]


def test_a_thousand_are_listed_and_the_rest_counted():
    with pytest.raises(BadInput) as bad:
        bring(book(*[row(f"A{at}", "") for at in range(1_005)]))
    assert len(bad.value.problems) == 1_001
    assert (bad.value.problems[-1].code, dict(bad.value.problems[-1].params)) == (
        "import.more_problems",
        {"rest": 5},
    )


def test_headings():
    wrong = ["编号", "性名", "编号", "出生年月日"]
    assert sorted(faults(book(["A1", "x", "A1", ""], headings=wrong))) == [
        ("missing_heading", 1, "姓名"),
        ("repeated_heading", 1, "编号"),
        ("unknown_heading", 1, "出生年月日"),
        ("unknown_heading", 1, "性名"),
    ]
    with pytest.raises(BadInput) as bad:
        bring(book(["A1", "x"], headings=["编号", "性名"]))
    near = {each.column: dict(each.params)["known"] for each in bad.value.problems if each.params}
    assert near == {"性名": ("姓名",)}
    assert bring(book(["王国强", "A1"], headings=["姓名", "编号"])).new == 1, (
        "in any order, the optional left out"
    )


def test_what_stands_under_no_heading_is_not_dropped():
    assert faults(book([*row("A1"), "见备注"])) == [("no_heading_above", 2, "M2")]
    assert faults(book(["A1", 5, "王国强"], headings=["编号", "", "姓名"])) == [("no_heading_above", 2, "B2")]


def test_the_sheet_of_the_title_wherever_it_lies():
    import xlsxwriter

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    made.add_worksheet("封面").write(0, 0, "二〇二五年")
    made.add_worksheet("算").write_formula(0, 0, "=1+1")
    page = made.add_worksheet("试验")
    page.write_row(0, 0, HEADINGS)
    page.write_row(1, 0, ["A1", "王国强"])
    made.close()
    assert bring(out.getvalue()).new == 1
    assert [code for code, _row, _column in faults(book(["A1"], headings=["x"], sheet="别的"))] == [
        "unknown_heading",
        "missing_heading",
        "missing_heading",
    ]


def test_a_key_of_two_columns_is_never_taken_for_another():
    kind = replace(PROBE, key=("name", "kind"))
    one, other = (
        engine._key(kind, Row(2, {"name": name, "kind": second}))
        for name, second in (("a|b", "c"), ("a", "b|c"))
    )
    assert one != other
    long = Row(2, {"name": "王" * 300, "kind": None})
    assert len(engine._key(kind, long)) == 64


def test_who_may_not_imports_nothing():
    with pytest.raises(Refusal):
        bring(book(row("A1")), by=STRANGER)
    assert held() == [0, 0, 0, 0]


def test_a_failing_save_leaves_nothing(monkeypatch):
    def save(rows, a):
        bulk.insert(Setting, [Setting(name="half", value="")])
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "all_import_kinds", lambda: {"probe": replace(PROBE, save=save)})
    with pytest.raises(ZeroDivisionError):
        bring(book(row("A1")))
    assert held() == [0, 0, 0, 0]


def test_a_write_in_between_is_seen(monkeypatch):
    """The rows are compared anew when another took the next mark; after five times it gives up."""
    looked = []

    def check(rows, source):
        looked.append(len(rows))
        if len(looked) == 1:
            bring(book(row("A1")))
        return ()

    once = replace(PROBE, check=check)
    monkeypatch.setattr(engine, "import_kind", lambda name: once if not looked else PROBE)
    report = bring(book(row("A1"), row("A2")))
    assert (report.new, report.same) == (1, 1)
    assert Setting.objects.count() == 2

    def busy(rows, source):
        with act("probe.other", "town", by=SYSTEM, on=DAY):
            pass
        return ()

    monkeypatch.setattr(engine, "import_kind", lambda name: replace(PROBE, check=busy))
    with pytest.raises(Refusal) as no:
        bring(book(row("A3")))
    assert no.value.code == "import.busy"
    assert not Setting.objects.filter(name="A3").exists()


def test_progress_is_told():
    told = []
    bring(book(row("A1")), progress=lambda *step: told.append(step))
    assert told == [("read", 0, 0), ("read", 0, 1), ("check", 1, 1), ("write", 0, 1), ("write", 1, 1)]


def test_what_goes_out_comes_in_again():
    rows = [
        {
            **dict.fromkeys(column.name for column in PROBE.columns),
            **{"number": "A1", "name": "=1+1", "id_number": id_number(), "born_on": DAY, "month": "2025-03"},
            **{"count": 0, "amount_fen": 1, "weight_g": 999_999_999_999, "area_centimu": 110, "kind": "b"},
        }
    ]
    first = write_rows(PROBE, rows)
    assert bring(first).new == 1
    assert "'amount_fen': 1," in Setting.objects.get().value
    assert "'name': '=1+1'" in Setting.objects.get().value
    assert bring(write_rows(PROBE, rows)).same == 1


def test_the_template_says_what_to_write():
    template = CalamineWorkbook.from_filelike(io.BytesIO(write_template(PROBE)))
    assert template.sheet_names == ["试验", "填写说明"]
    assert tuple(template.get_sheet_by_index(0).to_python()[0]) == HEADINGS
    explained = template.get_sheet_by_index(1).to_python()
    assert explained[1] == ["编号", "文字格式的编码", "必填", ""]
    assert explained[12][:3] == ["类别", "甲、乙", "可空"]
    assert explained[-1][0] == "同一行的标志"
    assert faults(write_template(PROBE)) == [("no_rows", 0, "")]


def test_kinds_by_name(monkeypatch):
    assert import_kind("probe") is PROBE
    with pytest.raises(Refusal) as no:
        import_kind("prob")
    assert no.value.params["near"] == ("probe",)


def test_a_file_by_its_path(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(book(row("A1")))
    given: dict[str, Any] = {"org_code": "town", "by": SYSTEM, "on": clock.today()}
    assert import_file("probe", path, **given).file == "表.xlsx"
    with pytest.raises(BadInput) as bad:
        import_file("probe", tmp_path / "没有.xlsx", **given)
    assert bad.value.problems[0].code == "import.no_file"
    assert Counter.objects.get().value == 1


def test_what_was_read_before_is_not_read_again(monkeypatch):
    content = book(row("A1"), row("A2", amount_fen=3.3, born_on="1990-01-01"))
    before = held()
    reading = read_workbook("probe", content, "表.xlsx")
    assert held() == before
    with monkeypatch.context() as patch:
        patch.setattr(engine, "read_sheet", None)
        assert bring(content, reading=reading).new == 2
    assert bring(content).same == 2, "the same keys and the same contents as at the door"


def test_what_was_wrong_in_it_is_said_when_it_comes_in():
    content = book(row("A1", None), row("A2"), row("A2", "李芳"), row("A4", kind="丙"))
    with pytest.raises(BadInput) as at_once:
        bring(content)
    with pytest.raises(BadInput) as later:
        bring(content, reading=read_workbook("probe", content, "表.xlsx"))
    assert later.value.problems == at_once.value.problems
    assert len(later.value.problems) == 3
