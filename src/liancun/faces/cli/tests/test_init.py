"""A town in an empty folder: answers from a file or one by one, all or nothing (建镇)."""

from contextlib import contextmanager
from datetime import date

import pytest
import typer
from django.contrib.auth.hashers import check_password
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from liancun.base import charters
from liancun.base.importing import import_kind
from liancun.base.models import AuditLine, ImportedRow
from liancun.base.permits import SYSTEM
from liancun.faces.cli import init as verb
from liancun.faces.cli import main
from liancun.faces.words import all_placed
from liancun.kernel import BadInput, Refusal
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions import founding
from liancun.rooms.registry.founding import Clerk
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.registry.rules import Organisations

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
RECORDS = (m.Organisation, m.Village, m.Person, m.Post, m.Login, AuditLine, ImportedRow)


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch, settings):
    """An empty data folder; the test's database is open already."""
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    monkeypatch.setattr(main, "open_data", lambda: None)
    monkeypatch.setattr("liancun.base.clock.today", lambda: DAY)
    charters.forget()
    yield settings.DATA_DIR
    charters.forget()


def said(*words, asked=""):
    """`liancun init WORDS`; what the command raised is raised."""
    app = typer.Typer()
    app.callback()(lambda: None)
    verb.commands(app)
    done = CliRunner().invoke(app, ["init", *words], input=asked)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


@pytest.fixture
def answers(tmp_path):
    file = tmp_path / "answers.yaml"
    file.write_text(verb.EXAMPLE, encoding="utf-8")
    return file


def edited(file, *changes):
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return str(file)


def held():
    return [model.objects.count() for model in RECORDS]


def test_the_example_is_a_town(answers, data):
    text = said(str(answers))
    rows = {row.code: (row.kind, row.parent, row.own_book) for row in m.Organisation.objects.all()}
    assert rows == {
        "yunling": ("town", "", True),
        "chashan": ("head_cooperative", "yunling", True),
        "cs-shangzhai": ("branch", "chashan", False),
        "shangzhai": ("village_collective", "yunling", True),
        "xiazhai-jiti": ("village_collective", "yunling", True),
    }
    assert m.Organisation.objects.get(code="xiazhai-jiti").village_code == "530926101202"
    clerk = viewer_for("li.jingban", on=DAY)
    assert {(post.kind, post.org_code) for post in clerk.posts} == {("town_clerk", "yunling")}
    password = text.partition("密码 ")[2].partition("(")[0]
    assert len(password) == 12
    assert check_password(password, m.Login.objects.get().password)
    charters.forget()
    forms = charters.in_force(Organisations, on=DAY, org="chashan").forms
    assert forms["chashan"].form == "cooperative_with_branches"
    assert (data / "town.yaml").read_text(encoding="utf-8").startswith("pack: ''\n")


def test_the_workbooks_to_fill_are_empty_templates_in_order(answers, data):
    said(str(answers))
    files = sorted(path.name for path in (data / "starter").iterdir())
    order = (data / "starter" / files[0]).read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in order] == files[1:]
    kinds = [name.split("-")[1].removesuffix(".xlsx") for name in files[1:]]
    assert kinds.index("people") < kinds.index("households") < kinds.index("scores")
    assert kinds.count("scores") == 2
    book = CalamineWorkbook.from_path(data / "starter" / "01-people-yunling.xlsx")
    headings = book.get_sheet_by_index(0).to_python()
    assert headings == [[column.label for column in import_kind("people").columns]]
    explained = book.get_sheet_by_index(1).to_python()
    assert explained[-1][1] == "人员:liancun import people 01-people-yunling.xlsx --org yunling"


def test_a_folder_holds_one_town(answers, data):
    said(str(answers))
    before = held()
    with pytest.raises(Refusal) as no:
        said(str(answers))
    assert no.value.reason.code == "registry.founding.data_is_there"
    assert held() == before


def test_a_file_that_is_there_is_not_written_over(answers, data):
    (data / "town.yaml").write_text("pack: panguan\n", encoding="utf-8")
    with pytest.raises(Refusal) as no:
        said(str(answers))
    assert no.value.reason.code == "registry.founding.file_is_there"
    assert (data / "town.yaml").read_text(encoding="utf-8") == "pack: panguan\n"
    assert not any(held())


def test_bad_answers_are_told_all_at_once(answers, data):
    file = edited(
        answers,
        ('"530926101201"', '"520926101201"'),
        ("slug: xiazhai,", "slug: shangzhai,"),
        ("code: chashan", "code: 茶山"),
        ("form: cooperative_with_branches", "form: union"),
        ("representatives: false", "representatives: true"),
        ("start: 2025-01-01", "start: 2199-01-01"),
        ("login: li.jingban", 'login: li.jingban, password: "1234"'),
    )
    with pytest.raises(BadInput) as bad:
        said(file)
    told = "\n".join(all_placed(bad.value))
    for place in (
        "villages[1].code", "cooperatives[1].code", "cooperatives[1].form", "start", "clerk.password",
        "collectives[1].village",
    ):  # fmt: skip
        assert f"answers.yaml · {place}:" in told
    assert "“shangzhai”写了两次" in told
    assert not any(held())
    assert not list(data.iterdir())


@pytest.mark.parametrize("wrong", ["villages: []\n", "- 1\n", "town: {code: 5, name: x}\nmayor: 1\n"])
def test_answers_of_another_shape_are_refused(answers, data, wrong):
    answers.write_text(wrong, encoding="utf-8")
    with pytest.raises(BadInput):
        said(str(answers))
    assert not list(data.iterdir())


def test_nothing_half_written_stays(answers, data, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(founding, "set_login", broken)
    with pytest.raises(OSError, match="no space"):
        said(str(answers))
    assert not any(held())
    assert not list(data.iterdir())


def test_a_commit_that_fails_takes_the_files_away(answers, data, monkeypatch):
    @contextmanager
    def failing():
        yield
        raise OSError("no space left")

    monkeypatch.setattr("liancun.rooms.registry.actions.founding.transaction.atomic", failing)
    monkeypatch.setattr(founding, "import_workbook", lambda *args, **kwargs: None)
    monkeypatch.setattr(founding, "set_login", lambda *args, **kwargs: None)
    with pytest.raises(OSError, match="no space"):
        said(str(answers))
    assert not list(data.iterdir())


@pytest.mark.parametrize("state", ["older", "newer", "current"])
def test_data_that_is_there_is_refused_before_anything_is_asked_or_opened(answers, monkeypatch, state):
    said(str(answers))
    opened: list[str] = []
    monkeypatch.setattr("liancun.base.startup.state", lambda: state)
    monkeypatch.setattr(main, "open_data", lambda: opened.append(state))
    monkeypatch.setattr(verb, "_asked", lambda: opened.append("asked"))
    with pytest.raises(Refusal) as no:
        said()
    assert (no.value.code, opened) == ("registry.founding.data_is_there", [])


def test_a_password_is_neither_shown_nor_said_again(answers, monkeypatch):
    with pytest.raises(BadInput) as bad:
        said(edited(answers, ("login: li.jingban", "login: li.jingban, password: 86753090")))
    (problem,) = bad.value.problems
    assert problem.column == "clerk.password"
    assert "86753090" not in "".join(all_placed(bad.value))
    hidden: dict[str, bool] = {}

    def prompt(question, *, hide_input, **_more):
        hidden[question.partition("(")[0]] = hide_input
        return ""

    monkeypatch.setattr(typer, "prompt", prompt)
    for spec in verb._specs(Clerk):
        if not spec.required:
            verb._value(spec)
    assert [question for question, hides in hidden.items() if hides] == ["密码"]


def test_asked_one_by_one_a_wrong_answer_is_asked_again(data):
    asked = [
        "530926", "某某县", "yunling", "云岭镇", "明年", "2025-01-01",
        "530926101201", "shang/zhai", "shangzhai", "上寨村", "",
        "chashan", "茶山合作社", "", "否", "cs-sz", "上寨片区", "shangzhai", "片区", "", "",
        "", "", "caizheng", "财政所", "", "",
        "李经办", "女", "1988-05-01", "li", "", " long enough", "long enough",
    ]  # fmt: skip
    text = said(asked="\n".join([*asked, ""]))
    assert "登录名 li(镇经办),第一次登录要先改密码\n" in text
    assert "只显示这一次" not in text
    assert set(m.Organisation.objects.values_list("code", "kind")) == {
        ("yunling", "town"), ("chashan", "head_cooperative"), ("cs-sz", "section"),
        ("caizheng", "finance_office"), ("shangzhai", "village_collective"),
    }  # fmt: skip
    assert check_password("long enough", m.Login.objects.get().password)


def test_found_town_judges_the_answers_itself(answers, data):
    made = verb._read(answers)
    with pytest.raises(BadInput):
        founding.found_town(made, data, by=SYSTEM, on=date(2024, 1, 1), help_of=verb.how_it_comes_in)
    assert not any(held())
