"""An office's own headings (列名约定): said once, remembered by kind, seen, taken back; ours go before."""

import io
import json
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from liancun.base import guards, proof
from liancun.base.importing import HowRead, agreed, import_kind, import_sent, reports
from liancun.base.importing.marking import write_marked
from liancun.base.models import AgreedHeading, AuditLine
from liancun.base.permits import SYSTEM
from liancun.faces.cli.transfer import import_
from liancun.faces.words import fault_said
from liancun.kernel import BadInput, Refusal, alike
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.tests.conftest import homes
from liancun.rooms.registry import actions, queries
from liancun.rooms.registry.queries import login_named
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db

HOME, OTHER, _third = homes("jiaxi")
OURS = ("户编码", "月份", "状态", "基础分", "奖励分")
THEIRS = ("户 号", "月份", "状态", "基础分", "奖励分")
ROW = (HOME, "2025-03", "已评", 10, 3)
DAY = date(2025, 4, 3)


@pytest.fixture(autouse=True)
def raised(db):
    town.raise_town()


def book(*rows, draw=None):
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet("月度积分")
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            page.write(number, at, cell)
    if draw:
        draw(page)
    made.close()
    return out.getvalue()


def by(login="jiaxi.accountant"):
    return town.viewer(login)


def send(content, *columns, login="jiaxi.accountant", **more):
    how = HowRead(columns=agreed.pairs_of(columns))
    where = {"org_code": "jiaxi", "by": by(login), "on": DAY, "how": how}
    return import_sent("scores", content, "三月.xlsx", **where, **more)


def codes(content, *columns, **more):
    with pytest.raises(BadInput) as bad:
        send(content, *columns, **more)
    return [(each.code, each.column) for each in bad.value.problems]


def agree(*columns, login="jiaxi.accountant", kind="scores", org="jiaxi"):
    return agreed.agree(import_kind(kind), org, agreed.pairs_of(columns), by=by(login), on=DAY)


def test_what_is_said_with_a_workbook_is_remembered_when_it_has_gone_in():
    said = codes(book(THEIRS, ROW))
    assert said == [("import.unknown_heading", "户 号"), ("import.missing_heading", "户编码")]
    tried = send(book(THEIRS, ROW), "户 号=户编码", dry_run=True)
    assert tried.agreed == (("户 号", "户编码"),) and not AgreedHeading.objects.exists()
    assert send(book(THEIRS, ROW), "户 号=户编码").written
    kept = AgreedHeading.objects.get()
    assert (kept.key, kept.heading, kept.column, kept.label) == ("户号", "户 号", "household", "户编码")
    lines = AuditLine.objects.order_by("mark").values_list("verb", "ref")
    assert list(lines)[-1] == ("registry.agree_heading", "import:scores")
    again = send(book(("户号*", *THEIRS[1:]), (OTHER, *ROW[1:])))
    assert again.written and again.agreed == (("户号*", "户编码"),), "written otherwise, the same heading"
    send(book(THEIRS, ROW), "户 号=户编码")
    assert AgreedHeading.objects.count() == 1, "what is remembered so already is not written anew"
    assert [each for check in proof.CHECKS for each in check()] == []


def test_what_somebody_agrees_in_between_refuses_no_workbook_that_went_in(monkeypatch):
    agreeing, times = agreed.agree, []

    def after_another(*said, **who):
        times.append(agreeing(*said, **who))
        return agreeing(*said, **who)

    monkeypatch.setattr(agreed, "agree", after_another)
    assert send(book(THEIRS, ROW), "户 号=户编码").written
    assert times == [1] and AgreedHeading.objects.count() == 1
    assert MonthScore.objects.get().household == HOME


def test_a_refused_workbook_leaves_nothing_behind():
    assert codes(book(THEIRS, (HOME, "2025-03", "已评", "十", 3)), "户 号=户编码")
    assert not AgreedHeading.objects.exists() and not MonthScore.objects.exists()


def test_a_heading_of_ours_is_never_read_otherwise():
    assert codes(book(OURS, ROW), "奖励分=基础分") == [("import.heading_is_ours", "奖励分")]
    agree("户 号=户编码")
    row = [("import.two_for_one", "户 号")]
    assert codes(book((*OURS, "户 号"), (*ROW, OTHER))) == row
    assert codes(book(("户 号", *OURS), (OTHER, *ROW))) == row, "whichever stands first"
    assert codes(book(("户 号", *THEIRS), (OTHER, *ROW))) == row, "nor twice one of theirs"
    assert send(book(("户 号", *OURS), (OTHER, *ROW)), "户 号=不读").written
    assert MonthScore.objects.get().household == HOME


def test_a_heading_remembered_that_becomes_ours_gives_way(monkeypatch):
    agree("户 号=户编码")
    AgreedHeading.objects.bulk_create(
        [AgreedHeading(kind="scores", key="奖励分", heading="奖励分", column="base", label="基础分",
                       **{name: getattr(AgreedHeading.objects.get(), name) for name in
                          ("org_code", "mark", "recorded_at", "recorded_by", "on")})]
    )  # fmt: skip
    assert send(book(OURS, ROW)).agreed == ()
    assert MonthScore.objects.get().bonus == 3
    rows = queries.heading_list(by(), "jiaxi")
    assert {(each.heading, each.state) for each in rows} == {("户 号", "read"), ("奖励分", "ours")}


def test_a_column_that_went_away_is_told():
    agree("户 号=户编码")
    row = AgreedHeading.objects.get()
    row.pk, row.key, row.heading, row.column, row.label = None, "老列", "老列", "gone", "从前的列"
    row.save(force_insert=True)
    content = book((*OURS, "老列"), (*ROW, "x"))
    assert codes(content) == [("import.column_gone", "老列")]
    assert "从前的列" in fault_said(_first(content))
    assert {each.state for each in queries.heading_list(by(), "jiaxi")} == {"read", "gone"}
    given = actions.Dropped(kind="scores", heading="老列")
    actions.drop_heading("jiaxi", given, by=by(), on=DAY)
    assert codes(content) == [("import.unknown_heading", "老列")]
    with pytest.raises(Refusal, match=r"import\.not_agreed"):
        actions.drop_heading("jiaxi", given, by=by(), on=DAY)


def _first(content):
    with pytest.raises(BadInput) as bad:
        send(content)
    return alike(bad.value.problems)[0]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (["户号"], "import.column_said"),
        (["=户编码"], "import.column_said"),
        (["  ＝户编码"], "import.heading_blank"),
        (["＊＝户编码"], "import.heading_blank"),
        (["户号=户口"], "import.no_such_column"),
        (["户号=户编码", "户 号=月份"], "import.heading_said_twice"),
        (["户号=户编码", "门号=户编码"], "import.column_said_twice"),
        ([f"{'号' * 61}=户编码"], "import.heading_long"),
        (["ﷺﷺﷺﷺﷺ=户编码"], "import.heading_long"),
        (["门牌=户编码"], "import.no_heading_said"),
        (["月份=月份"], "import.heading_is_ours"),
    ],
)
def test_what_cannot_be_said_is_answered_in_words(columns, code):
    assert code in {found for found, _column in codes(book(THEIRS, ROW), *columns)}
    assert not AgreedHeading.objects.exists()


def test_full_width_and_the_words_for_it():
    assert send(book(THEIRS, ROW), "户\u3000号＝ 户 编码 ").agreed == (("户 号", "户编码"),)


def test_a_column_that_is_not_read_may_hold_anything():
    def odd(page):
        page.merge_range(1, 5, 2, 5, "大家")
        page.write_formula(1, 5, "=1/0", None, "#DIV/0!")
        page.set_column(5, 5, 9, None, {"hidden": True})

    rows = [(*OURS, "备注 "), (*ROW, None), (OTHER, *ROW[1:], None)]
    assert send(book(*rows, draw=odd), "备注=").agreed == (("备注", ""),)
    assert MonthScore.objects.count() == 2


def test_a_later_word_counts_and_what_is_the_same_is_no_act():
    agree("户 号=户编码", "备注=不读")
    with pytest.raises(Refusal, match=r"import\.agreed_already"):
        agree("户号=户编码")
    agree("备注=状态")
    assert [row.key for row in agreed.standing("scores", "jiaxi")] == ["户号", "备注"]
    assert AgreedHeading.objects.count() == 3
    guards.put_back()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE base_agreedheading SET label = 'x'")


@pytest.mark.parametrize("login", ["haiba.accountant", "home1"])
def test_nobody_agrees_for_others(login):
    with pytest.raises(Refusal):
        agree("户 号=户编码", login=login)
    with pytest.raises(Refusal):
        queries.heading_list(by(login), "jiaxi")
    agree("户 号=户编码")
    with pytest.raises(Refusal):
        actions.drop_heading("jiaxi", actions.Dropped(kind="scores", heading="户 号"), by=by(login), on=DAY)
    assert agreed.standing("scores", "haiba") == []


def test_the_workbook_given_back_is_marked_under_their_heading():
    agree("户 号=户编码")
    content = book(("月份", "状态", "基础分", "奖励分", "户 号"), ("2025-03", "已评", 10, 3, 12345))
    with pytest.raises(BadInput) as bad:
        send(content)
    back = write_marked(import_kind("scores"), reports.opened(by(), bad.value.kept), fault_said)
    assert CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_index(0).to_python()[1][4] == 12345
    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        assert 'ref="E2"' in archive.read("xl/comments1.xml").decode()


def test_beside_the_report_it_is_said_and_the_same_file_goes_in():
    client = Client()
    client.force_login(login_named("jiaxi.accountant"))

    def sent():
        file = SimpleUploadedFile("三月.xlsx", book((*THEIRS, "<b>"), (*ROW, "x")))
        return client.post("/import/", {"choice": "scores/jiaxi", "file": file})

    page = sent()
    number = page.context["kept"]
    text = page.content.decode()
    at = f"/import/reports/{number}/headings"
    assert page.status_code == 400 and at in text and "户编码 · 还缺" in text
    nothing = client.post(at, {"heading": ["户 号", "<b>"], "column": ["", ""]}, follow=True)
    assert "没有说明哪一个列名" in nothing.content.decode()
    both = client.post(at, {"heading": ["户 号", "<b>"], "column": ["户编码", "户编码"]}, follow=True)
    assert "一列只能有一个列名" in both.content.decode() and not AgreedHeading.objects.exists()
    client.post(at, {"heading": ["户 号", "<b>"], "column": ["户编码", "不读"]}, follow=True)
    text = sent().content.decode()
    assert "按贵单位的约定,“户 号”当作“户编码”" in text and "“&lt;b&gt;”不读" in text
    assert MonthScore.objects.count() == 1
    listed = client.get("/orgs/jiaxi/registry/headings/").content.decode()
    assert "户 号" in listed and "月度积分" in listed and "照此读" in listed
    stranger = Client()
    stranger.force_login(login_named("haiba.accountant"))
    assert stranger.post(at, {"heading": "户 号", "column": "户编码"}).status_code == 404


def test_a_program_and_a_command_say_it_too(tmp_path, monkeypatch, capsys):
    client = Client()
    client.force_login(login_named("jiaxi.accountant"))
    file = SimpleUploadedFile("三月.xlsx", book(THEIRS, ROW))
    answer = client.post("/api/import/scores/jiaxi?column=户 号=户编码&dry_run=true", {"file": file})
    assert answer.json()["agreed"] == [["户 号", "户编码"]]
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.accountant")
    path = tmp_path / "三月.xlsx"
    path.write_bytes(book(THEIRS, ROW))
    with pytest.raises(BadInput):
        import_("scores", path)
    assert "--column 户 号=" in capsys.readouterr().err
    import_("scores", path, column=["户 号=户编码"], as_json=True)
    assert json.loads(capsys.readouterr().out)["agreed"] == [["户 号", "户编码"]]
    import_("scores", path)
    assert "按贵单位的约定,“户 号”当作“户编码”" in capsys.readouterr().out
    assert SYSTEM.name not in AgreedHeading.objects.values_list("recorded_by", flat=True)
