"""The commands of land: plots, contracts, what is recorded of them (土地命令)."""

import json
from datetime import date

import pytest
import typer

from liancun.base import clock
from liancun.faces.cli import land
from liancun.kernel import Refusal
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
    assert "共 5 块,承包 110.70 亩,确权 111.20 亩,实测 111.70 亩" in said(land.plots)
    assert json.loads(said(land.plots, village=town.HAIBA, as_json=True))["total"] == 1
    assert "合同 TZ-1 套种" in said(land.plot, "A1")
    assert json.loads(said(land.plot, "A1", as_json=True))["row"]["measured_centimu"] == 320
    assert "2 块,实测 4.70 亩" in said(land.household, "L0000001")
    assert json.loads(said(land.household, "K0000002", as_json=True))["areas"]["plots"] == 1
    assert "贾西村" in said(land.summary)
    assert len(json.loads(said(land.summary, as_json=True))["by_form"]) == 3


def test_contracts(said):
    assert "180 天内到期 1 份,未备案 4 份" in said(land.contracts)
    rows = json.loads(said(land.contracts, state="ending", as_json=True))["rows"]
    assert [row["number"] for row in rows] == ["TZ-1"]
    assert "A2 归 K0000001" in said(land.contract, "TD-1")
    assert json.loads(said(land.contract, "TD-1", as_json=True))["use"] == "种植刺梨"
    with pytest.raises(typer.BadParameter):
        land.contracts(state="broken")


def test_what_is_recorded(said, monkeypatch):
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.accountant")
    said(land.do_plot, "measure", "A1", ["start=2025-03-04", "measured_centimu=3.00", "document=复测1"])
    said(land.close_contract, "file", "TD-1", ["filed_on=2025-03-04", "document=备1"])
    new = {"code": "A9", "name": "新地", "land_class": "园地", "slope_deg": "12", "grade": "4等"}
    new |= {"contract_centimu": "1", "registered_centimu": "1", "measured_centimu": "1.5"}
    new |= {"boundary": "东至路", "start": "2025-03-01", "document": "新1"}
    said(land.enter_plot, "plot", "jiaxi", [f"{name}={value}" for name, value in new.items()])
    said(
        land.do_plot, "grant", "A9", ["holder=K0000003", "start=2025-03-01", "end=2028-06-30", "document=承9"]
    )
    with pytest.raises(Refusal) as no:
        land.close_contract("end", "TD-1", ["ended_on=2025-03-31", "reason=双方协商", "document=协议"])
    assert no.value.code == "permit.not_yours"
    monkeypatch.setenv("LIANCUN_AS", "head.director")
    said(land.close_contract, "end", "TD-1", ["ended_on=2025-03-31", "reason=双方协商", "document=协议"])
    offer = village.contract("TD-9", "K0000003", "A9") | {"form": "入股", "rate_fen": "400.00"}
    offer |= {"start": "2025-04-01", "end": "2028-06-30", "signed_on": "2025-03-01"}
    said(land.sign, [f"{name}={value}" for name, value in offer.items()])
    assert json.loads(said(land.contract, "TD-9", as_json=True))["row"]["area_centimu"] == 150
    assert "终止原因  双方协商" in said(land.contract, "TD-1")
    assert "number  合同编号" in said(land.sign)
