"""The commands of land: plots, contracts, what is recorded of them (土地命令)."""

import errno
import json
from datetime import date

import pytest

from liancun.base import clock, trail, whole_files
from liancun.base.models import TrailRow
from liancun.faces.cli import land
from liancun.faces.cli.tests.verbs import call
from liancun.kernel import BadInput, Refusal
from liancun.rooms.land.tests import village
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 4)


@pytest.fixture(autouse=True)
def small_land(db, monkeypatch):
    town.raise_town()
    village.raise_land()
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.delenv("LIANCUN_AS", raising=False)


@pytest.fixture
def said(capsys):
    """What a command printed."""

    def run(command, *args, **options):
        command(*args, **options)
        return capsys.readouterr().out

    return run


def test_what_there_is(said):
    assert "实测面积 111.70亩" in said(call, "land", "plots", "head")
    assert json.loads(said(call, "land", "plots", "haiba", "--json"))["total"] == 1
    assert json.loads(said(call, "land", "plots", "head", "--village-code", "海坝村", "--json"))["total"] == 1
    assert "合同 TZ-1 套种" in said(land.plot, "A1")
    assert json.loads(said(land.plot, "A1", as_json=True))["row"]["measured_centimu"] == 320
    assert "2 块,实测 4.70 亩" in said(land.household, "L0000001")
    assert json.loads(said(land.household, "K0000002", as_json=True))["areas"]["plots"] == 1
    assert "贾西村" in said(land.summary)
    assert len(json.loads(said(land.summary, as_json=True))["by_form"]) == 3
    assert len(json.loads(said(call, "land", "totals", "head", "--json"))) == 3


def test_the_map_is_written_whole_and_stands_in_the_trail(said, tmp_path, monkeypatch):
    file = tmp_path / "plots.geojson"
    monkeypatch.setenv("LIANCUN_AS", "head.accountant")
    with trail.looking(trail.COMMAND):
        assert "plots.geojson" in said(land.draw, file)
    row = TrailRow.objects.values_list("kind", "by", "what", "org_code", "form", "count").get()
    before = file.read_bytes()
    features = json.loads(before)["features"]
    assert row == ("taken", "head.accountant", "land.plots", "head", "geojson", len(features))

    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole_files, "write", full)
    with pytest.raises(Refusal, match=r"export\.disk_full"):
        land.draw(file)
    assert file.read_bytes() == before
    monkeypatch.setattr(trail, "keep", lambda: (_ for _ in ()).throw(Refusal("trail.not_kept")))
    with pytest.raises(Refusal, match=r"trail\.not_kept"):
        land.draw(tmp_path / "b.geojson")
    assert not (tmp_path / "b.geojson").exists()


def test_contracts(said):
    assert "快到期 1份;未备案 4份" in said(call, "land", "contracts", "head")
    rows = json.loads(said(call, "land", "contracts", "head", "--state", "ending", "--json"))["rows"]
    assert [row["number"] for row in rows] == ["TZ-1"]
    assert "A2 归 K0000001" in said(land.contract, "TD-1")
    assert json.loads(said(land.contract, "TD-1", as_json=True))["use"] == "种植刺梨"
    with pytest.raises(BadInput):
        call("land", "contracts", "head", "--state", "broken")


def flags(**values):
    return [word for name, value in values.items() for word in (f"--{name.replace('_', '-')}", str(value))]


def test_what_is_recorded(said, monkeypatch):
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.accountant")
    said(call, "land", "measure", "A1", *flags(start="2025-03-04", measured="3.00", document="复测1"))
    said(call, "land", "file", "jiaxi", *flags(number="TD-1", filed_on="2025-03-04", document="备1"))
    new = {"code": "A9", "name": "新地", "land_class": "园地", "slope_deg": "12", "grade": "4等"}
    new |= {"contract": "1", "registered": "1", "measured": "1.5"}
    new |= {"boundary": "东至路", "start": "2025-03-01", "document": "新1"}
    said(call, "land", "enter", "jiaxi", *flags(**new))
    held = {"holder": "K0000003", "start": "2025-03-01", "end": "2028-06-30", "document": "承9"}
    said(call, "land", "grant", "A9", *flags(**held))
    ending = flags(contract_number="TD-1", ended_on="2025-03-31", reason="双方协商", document="协议")
    with pytest.raises(Refusal) as no:
        call("land", "end", "head", *ending)
    assert no.value.code == "permit.not_yours"
    monkeypatch.setenv("LIANCUN_AS", "head.director")
    said(call, "land", "end", "head", *ending)
    offer = village.contract("TD-9", "K0000003", "A9") | {"form": "入股", "start": "2025-04-01"}
    offer |= {"end": "2028-06-30", "signed_on": "2025-03-01", "rate": "400.00"}
    del offer["rate_fen"]
    said(call, "land", "sign", "head", *flags(**offer))
    assert json.loads(said(land.contract, "TD-9", as_json=True))["row"]["area_centimu"] == 150
    assert "终止原因  双方协商" in said(land.contract, "TD-1")
