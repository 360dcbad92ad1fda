"""The import page: whose workbooks, every fault on the page, how far it is (导入页)."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from liancun.base import jobs
from liancun.base.importing import import_kind, write_rows
from liancun.base.models import Job
from liancun.base.tests.test_much_text import MANY, many
from liancun.base.tests.test_sent import killed_half_way
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.tests.conftest import homes
from liancun.rooms.registry.queries import login_named
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
HOME = homes("jiaxi")[0]


@pytest.fixture(autouse=True)
def raised(db):
    town.raise_town()


def visitor(login):
    client = Client()
    if login:
        client.force_login(login_named(login))
    return client


def sent(bonus):
    row = {"household": HOME, "month": "2025-03", "state": "scored", "base": 10, "bonus": bonus}
    content = write_rows(import_kind("scores"), [{**row, "deduction": "", "proof": ""}])
    return {"choice": "scores/jiaxi", "file": SimpleUploadedFile("三月.xlsx", content)}


def test_a_dry_run_writes_nothing_and_the_import_is_listed_by_name():
    client = visitor("jiaxi.accountant")
    page = client.post("/import/", sent(3) | {"dry_run": "on"})
    assert "这是试算,没有写入。" in page.content.decode()
    assert not MonthScore.objects.exists()
    page = client.post("/import/", sent(3)).content.decode()
    assert MonthScore.objects.count() == 1
    assert "贾西" in page and "完成" in page


def test_every_fault_stands_on_the_page_with_its_row():
    answer = visitor("jiaxi.accountant").post("/import/", sent(99))
    assert answer.status_code == 400
    assert '<td class="num">2</td>' in answer.content.decode()
    assert not MonthScore.objects.exists()


def test_a_reader_that_is_killed_is_told_on_the_page_and_the_next_try_goes_in(monkeypatch):
    client = visitor("jiaxi.accountant")
    with monkeypatch.context() as patched:
        patched.setattr("subprocess.run", killed_half_way)
        answer = client.post("/import/", sent(3))
    assert answer.status_code == 400 and "已经停下,什么都没有写入,网站照常" in answer.content.decode()
    assert not MonthScore.objects.exists()
    assert client.post("/import/", sent(3)).status_code == 200 and MonthScore.objects.count() == 1


@pytest.mark.parametrize("login", ["haiba.accountant", "home1", ""])
def test_nobody_imports_for_another_village(login):
    client = visitor(login)
    client.post("/import/", sent(3))
    assert not MonthScore.objects.exists()
    assert client.get("/import/progress").json() == {}


def test_only_ones_own_import_tells_how_far_it_is():
    with jobs.job("import:scores", "jiaxi", by=town.viewer("jiaxi.accountant")):
        Job.objects.update(step="write", done=20, total=50)
        assert visitor("jiaxi.accountant").get("/import/progress").json() == {
            "step": "正在写入", "done": 20, "total": 50
        }  # fmt: skip
        assert visitor("jiaxi.secretary").get("/import/progress").json() == {}
        assert visitor("").get("/import/progress").json() == {}
    assert visitor("jiaxi.accountant").get("/import/progress").json() == {}


def test_each_organisation_is_offered_what_it_keeps():
    """A village has no weigh slips, the cooperative scores no courtyards; both keep vouchers."""
    village = visitor("jiaxi.accountant").get("/import/").content.decode()
    head = visitor("head.accountant").get("/import/").content.decode()
    assert "scores/jiaxi" in village and "vouchers/jiaxi" in village
    assert "weigh_slips/head" in head and "vouchers/head" in head
    assert "weigh_slips" not in village and "shares" not in village and "memberships" not in village
    assert "scores" not in head


@pytest.mark.parametrize("trial", [True, False])
def test_a_small_workbook_of_gigabytes_is_answered_in_words(trial):
    """Tried or meant, it is looked through before it is parsed."""
    client = visitor("jiaxi.accountant")
    file = SimpleUploadedFile("三月.xlsx", many(MANY["one text shared"], 40_000))
    form = {"choice": "scores/jiaxi", "file": file} | ({"dry_run": "on"} if trial else {})
    answer = client.post("/import/", form)
    assert answer.status_code == 400 and "67,108,864 字" in answer.content.decode()
    assert client.get("/import/").status_code == 200


def kept(answer):
    return re.findall(r'href="(/import/reports/\d+/)"', answer.content.decode())[0]


def test_what_was_wrong_stays_and_the_workbook_comes_back_marked():
    client = visitor("jiaxi.accountant")
    report = kept(client.post("/import/", sent(99)))
    page = client.get(report).content.decode()
    assert "三月.xlsx" in page and "1 处问题" in page and '<td class="num">2</td>' in page
    back = client.get(f"{report}workbook.xlsx")
    assert back["Content-Type"].endswith("spreadsheetml.sheet")
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(back.content)).sheet_names) == 2
    assert report in client.get("/import/").content.decode()
    for login in ("jiaxi.secretary", "haiba.accountant", "home1", ""):
        for address in (report, f"{report}workbook.xlsx"):
            assert visitor(login).get(address).status_code in (302, 403, 404), login
    assert visitor("jiaxi.secretary").get("/import/reports/99999/").status_code == 404


def test_the_api_keeps_the_report_too():
    client = visitor("jiaxi.accountant")
    answer = client.post("/api/import/scores/jiaxi", {"file": sent(99)["file"]})
    number = answer.json()["report"]
    assert answer.status_code == 400 and number
    opened = client.get(f"/api/import-reports/{number}").json()
    assert [fault["rows"] for fault in opened["faults"]] == [[2]] and opened["workbook"] is True
    assert [row["number"] for row in client.get("/api/import-reports").json()["rows"]] == [number]
    assert client.get(f"/api/import-reports/{number}/workbook").content[:2] == b"PK"
    other = visitor("haiba.accountant")
    assert other.get(f"/api/import-reports/{number}").status_code == 404
    assert other.get(f"/api/import-reports/{number}/workbook").status_code == 404
    assert other.get("/api/import-reports").json()["rows"] == []


def test_sheet_heading_row_and_hidden_rows_are_asked_for_by_page_and_api():
    client = visitor("jiaxi.accountant")
    for more, said in (
        ({"sheet": "没有"}, "没有叫“没有”的工作表"),
        ({"heading_row": "77"}, "第 77 行是空的"),
        ({"heading_row": "三"}, "“三”不是数"),
    ):
        assert said in client.post("/import/", sent(3) | more).content.decode()
    answer = client.post("/api/import/scores/jiaxi?sheet=没有", {"file": sent(3)["file"]})
    assert answer.json()["problems"][0]["code"] == "import.no_such_sheet"
    taken = client.post(
        "/api/import/scores/jiaxi?heading_row=1&include_hidden=true", {"file": sent(3)["file"]}
    )
    assert (taken.json()["written"], taken.json()["heading_row"]) == (True, 1)
