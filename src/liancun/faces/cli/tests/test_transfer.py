"""Workbooks in and out by command: template, try, import, again, conflict, bad file, reach (导入导出)."""

import io
import json
from pathlib import Path

import pytest
import typer
import xlsxwriter
from python_calamine import CalamineWorkbook

from liancun.base.importing import all_import_kinds, import_kind, write_rows
from liancun.base.models import AuditLine, ImportedRow, Job
from liancun.base.tests.test_much_text import MANY, many
from liancun.faces.cli.transfer import export, import_, import_report
from liancun.faces.words import all_placed
from liancun.kernel import BadInput, Problem, Refusal
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.tests.conftest import homes
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = homes("jiaxi")
LATER = "2025-04-03"


@pytest.fixture(autouse=True)
def accountant(db, monkeypatch):
    town.raise_town()
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.accountant")


def score(household, **more):
    scored = {"state": "scored", "base": 10, "bonus": 3, "deduction": "", "proof": ""}
    return {"household": household, "month": "2025-03", **scored, **more}


def workbook(file, *rows):
    file.write_bytes(write_rows(import_kind("scores"), rows))
    return file


def held():
    """What an import could have written."""
    return [model.objects.count() for model in (MonthScore, AuditLine, ImportedRow, Job)]


def said(capsys):
    return json.loads(capsys.readouterr().out)


def listed(problem, name) -> tuple[str, ...]:
    found = dict(problem.params)[name]
    assert isinstance(found, tuple)
    return found


def cells(file):
    return CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes())).get_sheet_by_index(0).to_python()


def filled(template, file, *rows):
    """The template with rows typed under its headings, as a spreadsheet would save it."""
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("月度积分")
    for number, row in enumerate((cells(template)[0], *rows)):
        for at, cell in enumerate(row):
            sheet.write(number, at, cell)
    book.close()
    return file


def test_from_template_to_records_and_back(tmp_path, capsys):
    template = tmp_path / "template.xlsx"
    export("scores", template, template=True)
    assert cells(template)[0][:3] == ["户编码", "月份", "状态"]
    book = filled(
        template,
        tmp_path / "三月.xlsx",
        [ONE, "2025-03", "已评", 10, 3],
        [TWO, "2025-03", "外出", None, None, None, "WC-7"],
    )
    before = held()
    capsys.readouterr()
    told = {"kind": "scores", "org_code": "jiaxi", "file": "三月.xlsx", "rows": 2}
    told |= {"sheet": "月度积分", "heading_row": 1, "agreed": [], "changes": [], "seen": 0}
    told |= {"doubtful": 0, "doubts": ""}
    import_("scores", book, dry_run=True, on=LATER, as_json=True)
    assert said(capsys) == {**told, "new": 2, "same": 0, "dry_run": True, "written": False}
    assert held() == before
    import_("scores", book, on=LATER, as_json=True)
    assert said(capsys) == {**told, "new": 2, "same": 0, "dry_run": False, "written": True}
    assert held() == [2, before[1] + 1, 2, 1]
    import_("scores", book, on=LATER, as_json=True)
    assert said(capsys) == {**told, "new": 0, "same": 2, "dry_run": False, "written": False}
    assert held()[:3] == [2, before[1] + 1, 2]
    out = tmp_path / "out.xlsx"
    export("scores", out, as_json=True)
    assert said(capsys) == {"kind": "scores", "org_code": "jiaxi", "file": "out.xlsx", "template": False}
    assert [row[:5] for row in cells(out)[1:]] == [
        [ONE, "2025-03", "已评", 10, 3],
        [TWO, "2025-03", "外出", "", ""],
    ]


def test_words_for_people(tmp_path, capsys):
    book = workbook(tmp_path / "a.xlsx", score(ONE))
    import_("scores", book, dry_run=True, on=LATER)
    assert capsys.readouterr().out.splitlines() == [
        "月度积分 a.xlsx(jiaxi):共 1 行,新 1 行,以前导入过 0 行",
        "只是试算,没有写入",
    ]
    import_("scores", book, on=LATER)
    assert capsys.readouterr().out.endswith("\n已写入\n")
    import_("scores", book, on=LATER)
    assert capsys.readouterr().out.endswith("\n没有新的行,没有写入\n")


def test_a_conflict_is_one_and_writes_nothing(tmp_path, capsys):
    import_("scores", workbook(tmp_path / "a.xlsx", score(ONE)), on=LATER)
    before = held()
    capsys.readouterr()
    other = workbook(tmp_path / "b.xlsx", score(ONE, bonus=5), score(TWO))
    with pytest.raises(typer.Exit) as left:
        import_("scores", other, on=LATER, as_json=True)
    assert left.value.exit_code == 1
    (problem,) = said(capsys)["problems"]
    assert (problem["code"], problem["row"], problem["file"]) == ("import.conflict", 2, "b.xlsx")
    assert ONE in problem["text"] and "以前导入过" in problem["text"]
    assert held()[:3] == before[:3]


def test_everything_wrong_at_once_with_place_and_remedy(tmp_path):
    before = held()
    bad = workbook(tmp_path / "坏.xlsx", score(ONE, bonus=99), score("L0009999"), score(TWO, month="2025-13"))
    with pytest.raises(BadInput) as wrong:
        import_("scores", bad, on=LATER)
    assert all_placed(wrong.value)[-1:] == [
        "坏.xlsx · 月度积分 · 第4行 · 月份:“2025-13”不是月份。请填 2025-03 这样的月份"
    ]
    found = [(each.code, each.row, each.column) for each in wrong.value.problems]
    assert found == [
        ("points.bonus_range", 2, "奖励分"),
        ("points.no_such_household", 3, "户编码"),
        ("import.month", 4, "月份"),
    ]
    assert held()[:3] == before[:3]


@pytest.mark.parametrize("name", ["nosuch.xlsx", "."])
def test_a_file_that_is_none(tmp_path, name):
    with pytest.raises(BadInput) as wrong:
        import_("scores", tmp_path / name)
    assert [each.code for each in wrong.value.problems] == ["import.no_file"]


def test_a_kind_that_is_none_names_the_near_ones(tmp_path):
    for verb in (import_, export):
        with pytest.raises(BadInput) as wrong:
            verb("score", tmp_path / "a.xlsx")
        (problem,) = wrong.value.problems
        assert problem.code == "import.unknown_kind" and "scores" in listed(problem, "near")


def test_a_day_that_is_none(tmp_path):
    with pytest.raises(typer.BadParameter):
        import_("scores", tmp_path / "a.xlsx", on="2025-02-30")


def test_whose_organisation(tmp_path, monkeypatch, capsys):
    book = workbook(tmp_path / "a.xlsx", score(ONE))
    with pytest.raises(Refusal) as no:
        import_("scores", book, org="haiba", on=LATER)
    assert no.value.code == "permit.not_yours"
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.cashier")
    with pytest.raises(Refusal) as no:
        import_("scores", book, on=LATER)
    assert no.value.code == "transfer.nothing_yours"
    monkeypatch.delenv("LIANCUN_AS")
    with pytest.raises(BadInput) as wrong:
        import_("scores", book, on=LATER)
    (problem,) = wrong.value.problems
    assert problem.code == "transfer.which_org" and {"jiaxi", "haiba"} <= set(listed(problem, "orgs"))
    import_("scores", book, org="jiaxi", on=LATER)
    assert MonthScore.objects.get().household == ONE


@pytest.mark.parametrize("name", ["haiba.accountant", "home4", "home1", "stranger", "nobody"])
def test_another_village_gets_nothing(tmp_path, monkeypatch, name):
    import_("scores", workbook(tmp_path / "a.xlsx", score(ONE)), on=LATER)
    monkeypatch.setenv("LIANCUN_AS", name)
    out = tmp_path / "out.xlsx"
    with pytest.raises(Refusal) as no:
        export("scores", out, org="jiaxi")
    assert no.value.code == "viewer.not_found"
    assert not out.exists()
    if name == "haiba.accountant":
        export("scores", out)
        assert len(cells(out)) == 1
    else:
        with pytest.raises(Refusal) as no:
            export("scores", out)
        assert no.value.code == "viewer.not_found"


def test_an_export_spoils_no_file(tmp_path):
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"mine")
    with pytest.raises(Refusal) as no:
        export("scores", out, template=True)
    assert no.value.code == "export.file_exists" and out.read_bytes() == b"mine"
    export("scores", out, template=True, overwrite=True)
    assert cells(out)[0][0] == "户编码"
    for name, code in (("out.csv", "export.not_xlsx"), ("no/out.xlsx", "export.no_folder")):
        with pytest.raises(BadInput) as wrong:
            export("scores", tmp_path / name, template=True)
        assert [each.code for each in wrong.value.problems] == [code]
    with pytest.raises(Refusal) as no:
        export("opening_tiers", tmp_path / "other.xlsx")
    assert no.value.code == "import.no_export"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.xlsx"]


def test_a_small_workbook_of_gigabytes_is_answered_in_words(tmp_path):
    book = tmp_path / "三月.xlsx"
    book.write_bytes(many(MANY["one text shared"], 40_000))
    before = held()
    for trial in (True, False):
        with pytest.raises(BadInput) as wrong:
            import_("scores", book, on=LATER, dry_run=trial)
        assert [each.code for each in wrong.value.problems] == ["import.too_much_text"]
    assert held()[:3] == before[:3]


def test_the_page_names_every_kind_and_every_field():
    page = (Path(__file__).resolve().parents[5] / "docs" / "workbooks.md").read_text(encoding="utf-8")
    for kind in all_import_kinds().values():
        keys = "、".join(column.label for column in kind.columns if column.name in kind.key)
        assert f"| `{kind.name}` | {kind.title} | {keys} |" in page, kind.name
    for name in ("kind", "org_code", "file", "rows", "new", "same", "dry_run", "written", "template"):
        assert f"`{name}`" in page


def test_a_bad_workbook_is_kept_and_comes_back_marked(tmp_path, capsys):
    bad = workbook(tmp_path / "三月.xlsx", score(ONE), score(TWO, bonus=99))
    with pytest.raises(BadInput) as no:
        import_("scores", bad, "jiaxi", on=LATER)
    assert no.value.kept and f"import-report {no.value.kept}" in capsys.readouterr().err
    import_report(as_json=True)
    assert [row["number"] for row in said(capsys)["reports"]] == [no.value.kept]
    import_report(no.value.kept, as_json=True)
    assert [fault["rows"] for fault in said(capsys)["faults"]] == [[3]]
    import_report()
    import_report(no.value.kept)
    assert "三月.xlsx" in capsys.readouterr().out
    back = tmp_path / "标好的.xlsx"
    import_report(no.value.kept, back)
    assert cells(back) == cells(bad)
    with pytest.raises(Refusal):
        import_report(no.value.kept, back)
    import_report(no.value.kept, back, overwrite=True)
    with pytest.raises(Refusal):
        import_report(no.value.kept + 1)


def test_equal_faults_are_one_line_with_their_rows():
    problems = [Problem.of("import.empty", file="表.xlsx", row=row, column="姓名") for row in (2, 3, 4, 9)]
    problems += [
        Problem.of("import.number_as_text", file="表.xlsx", row=row, column="人数", value=str(row))
        for row in (2, 3)
    ]
    problems += [Problem.of("import.encoding", file="表.xlsx")]
    assert [line.partition(":")[0] for line in all_placed(BadInput(problems))] == [
        "表.xlsx · 第2–4、9行 · 姓名",
        "表.xlsx · 第2–3行 · 人数",
        "表.xlsx",
    ]


def test_the_sheet_and_hidden_rows_are_asked_for(tmp_path, capsys):
    file = workbook(tmp_path / "三月.xlsx", score(ONE))
    with pytest.raises(BadInput) as no:
        import_("scores", file, "jiaxi", on=LATER, sheet="没有")
    assert no.value.problems[0].code == "import.no_such_sheet"
    import_("scores", file, "jiaxi", on=LATER, heading_row=1, include_hidden=True, as_json=True)
    assert said(capsys)["heading_row"] == 1
