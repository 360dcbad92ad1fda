"""Whose data folder it is (town.yaml): place, pack, year, report; what a bad file is told."""

from datetime import date

import pytest
from django.test import Client

from liancun.base import charters
from liancun.base.permits import SYSTEM
from liancun.charter import read_town
from liancun.faces.words import all_placed
from liancun.kernel import BadInput
from liancun.rooms.outcomes import queries as outcomes
from liancun.rooms.registry.tests import town as registered
from liancun.rooms.settlement.queries import year_to_show

OWN = """
title: 云岭报2025年12月
year: 2024
figures:
  - id: tea
    counts: crop_area
    crop: tea
    label: 茶园
    label_en: tea gardens
    unit: 亩
    unit_en: mu
    room: production
    published: "1"
    test: exact
    low: 100
    high: 100
    dates: "2024"
    definition: 一
    definition_en: one
"""
WHOLE = """
pack: ""
place: {province: 云南, county: 云岭县, county_code: "530926", town: 云岭镇}
year: 2024
report: own
"""


@pytest.fixture
def folder(tmp_path, settings):
    """An empty data folder to write in."""
    settings.DATA_DIR = tmp_path
    charters.forget()
    yield tmp_path
    charters.forget()


def write(folder, text, name="town.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    charters.forget()


def told(folder):
    with pytest.raises(BadInput) as bad:
        read_town(folder)
    return all_placed(bad.value)


def test_a_folder_without_one_is_of_the_program_that_had_none(tmp_path):
    found = read_town(tmp_path)
    assert (found.pack, found.place, found.year) == ("panguan", None, None)
    assert found.report and found.report.year == 2025


def test_it_is_read_whole(tmp_path):
    (tmp_path / "town.yaml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "report.yaml").write_text(OWN, encoding="utf-8")
    found = read_town(tmp_path)
    assert found.place and found.place.parts == ("云南", "云岭县", "云岭镇")
    assert (found.pack, found.year) == ("", 2024)
    assert found.report and [each.counter for each in found.report.figures] == ["crop_area"]
    (tmp_path / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    assert read_town(tmp_path).report is None, "no pack, no report"


BAD = [
    ("", ["town.yaml:这里应当是“名称: 值”的一组内容。请按模板补全"]),
    ("place: {town: 云岭镇}\n", ["town.yaml · pack:缺少这一项。请补上"]),
    (
        "pack: pangaun\n",
        ['town.yaml · pack:没有“pangaun”这个章程包。有的是:panguan。没有章程包就写 pack: ""'],
    ),
    (
        'pack: ""\nplace: {county: 云岭县, twon: 云岭镇}\n',
        [
            "town.yaml · place.twon:不认识的名称。可用的是:town、county、county_code、province。请改名或删去",
            "town.yaml · place.town:缺少这一项。请补上",
        ],
    ),
    ('pack: ""\nyear: 25\n', ["town.yaml:25不是年份。请写 2000 到 2100 之间的年份,或删去这一项"]),
    ('pack: ""\nyear: "2025"\n', ["town.yaml · year:“2025”的写法不对,应当是整数,不加引号和小数点"]),
    ('pack: ""\nreport: news.yaml\n', ["town.yaml · report:只能从这些里选一个:pack、own、none"]),
    (
        'pack: ""\nreport: own\n',
        ["town.yaml · report:数据文件夹里没有“report.yaml”这个文件。请放进去,或写 report: none 不作对照"],
    ),
    ('pack: ""\npack: ""\n', ["town.yaml · 第2行:“pack”写了两遍。请删去一个"]),
]


@pytest.mark.parametrize(("text", "says"), BAD)
def test_a_bad_file_is_told_with_its_place(tmp_path, text, says):
    (tmp_path / "town.yaml").write_text(text, encoding="utf-8")
    assert told(tmp_path) == says


LAST = "definition_en: one"
REPORTS = [
    ("    crop: tea\n", "    crops: tea\n", "figures[1].crops:不认识的名称。"),
    ("test: exact", "test: about", "figures[1].test:只能从这些里选一个:"),
    ("year: 2024", "year: 24", "24不是年份。"),
    (LAST, f"{LAST}\n    history: true", "“tea”是历史数据,要写 history_day"),
    (LAST, f"{LAST}\n    needs: tee", "“tea”的 needs 写的“tee”不在这份报道里"),
]


@pytest.mark.parametrize(("old", "new", "says"), REPORTS)
def test_a_bad_report_is_told_with_its_place(tmp_path, old, new, says):
    (tmp_path / "town.yaml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "report.yaml").write_text(OWN.replace(old, new), encoding="utf-8")
    (problem,) = told(tmp_path)[:1]
    assert problem.startswith("report.yaml") and says in problem


def test_a_bad_file_does_not_open_the_folder_nor_close_the_site(db, folder):
    write(folder, 'pack: ""\nplace: {town: 云岭镇}\n')
    charters.current()
    (folder / "town.yaml").write_text("pack: nobody\n", encoding="utf-8")
    charters.keep_up()
    assert charters.town().place, "what was loaded stays"
    assert [each.code for each in charters.check()] == ["charter.no_such_pack"]
    (folder / "town.yaml").write_text('pack: ""\nplace: {town: 雾岭镇}\n', encoding="utf-8")
    charters.keep_up()
    place = charters.town().place
    assert place and place.town == "雾岭镇", "and a sound one is taken up"


@pytest.fixture
def elsewhere(db, folder):
    """A registered town that is not of the pack."""
    registered.raise_town()
    write(folder, 'pack: ""\nplace: {province: 云南, county: 云岭县, town: 云岭镇}\n')


def shown(address):
    return Client().get(address).content.decode()


def test_the_pages_show_the_towns_own_place_and_compare_with_no_report(elsewhere):
    front = shown("/")
    assert "云南 · 云岭县 · 云岭镇" in front and "对照报道" not in front
    outcome = shown("/outcomes/")
    assert "没有可以对照的报道" in outcome and "未计算" not in outcome
    assert outcomes.figures(SYSTEM) == ()


def test_a_towns_own_report_is_compared_with(elsewhere, folder):
    write(folder, WHOLE)
    write(folder, OWN, "report.yaml")
    (figure,) = outcomes.figures(SYSTEM)
    assert (figure.id, figure.computed, figure.met) == ("tea", "0", "not_met")
    assert outcomes.records(SYSTEM, "tea") == ()
    page = shown("/outcomes/")
    assert "云岭报2025年12月" in page and "茶园" in page and "对照报道" in shown("/")


def test_pages_open_on_the_year_that_is_said(db, folder):
    day = date(2030, 3, 1)
    write(folder, "pack: panguan\n")
    assert year_to_show(SYSTEM, on=day) == 2030, "no money at all: this year"
    write(folder, "pack: panguan\nyear: 2027\n")
    assert year_to_show(SYSTEM, on=day) == 2027
