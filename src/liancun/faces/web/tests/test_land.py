"""The pages and routes of land: who sees which plots and contracts, what is recorded, the prints (土地页)."""

import json
from datetime import date

import pytest
from django.conf import settings

from liancun.base import clock
from liancun.base.models import TrailRow
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.land import queries
from liancun.rooms.land.tests import village
from liancun.rooms.land.tests.village import TWO
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 4)
CONTRACT = {
    "number": "TD-9",
    "form": "入股",
    "giver": TWO,
    "payer": "O:company",
    "plots": "B1",
    "use": "种植刺梨",
    "start": "2025-04-01",
    "end": "2028-06-30",
    "rate_fen": "400",
    "pay_by": "12-31",
    "rights": "按约定用途经营",
    "compensation": "土地补偿归出让方",
    "breach": "按日万分之五",
    "signed_on": "2025-03-01",
    "document": "合同文本9",
}


@pytest.fixture(autouse=True)
def land(db, monkeypatch):
    town.raise_town()
    village.raise_land()
    monkeypatch.setattr(clock, "today", lambda: DAY)


PLOTS, CONTRACTS = "/orgs/head/land/plots/", "/orgs/head/land/contracts/"


def test_the_list_shows_three_areas_to_the_villages_own():
    clerk = visitor("jiaxi.accountant")
    assert "/orgs/jiaxi/land/plots/" in page(clerk, "/") and "登记地块" in page(
        clerk, "/orgs/jiaxi/land/plots/"
    )
    seen = page(clerk, PLOTS)
    assert "大坡A1" in seen and "大坡D1" not in seen and "4块" in seen and "登记地块" not in seen
    assert "105.90" in seen and "106.30" in seen and "106.70" in seen and "TD-1 入股" in seen
    assert "大坡B1" not in page(clerk, PLOTS, holder="K0000001")
    assert "没有地块" in page(visitor("haiba.accountant"), PLOTS, search="A1")
    mine = page(visitor("home1"), PLOTS)
    assert "大坡A2" in mine and "大坡B1" not in mine and "承包方" not in mine
    assert clerk.get("/land/?search=A1").headers["Location"] == f"{PLOTS}?search=A1"
    assert clerk.get("/land/contracts/").headers["Location"] == CONTRACTS
    for name in ("", "stranger"):
        page(visitor(name), PLOTS, 404)
        page(visitor(name), CONTRACTS, 404)
        page(visitor(name), "/orgs/head/land/plots.pdf", 404)
        page(visitor(name), "/orgs/head/land/totals/", 404)


def test_a_plot_is_for_those_who_may_see_it():
    seen = page(visitor("jiaxi.accountant"), "/land/plots/A1/")
    assert "3.00" in seen and "3.20" in seen and "TZ-1" in seen and "登记复测" in seen and "polygon" in seen
    assert "登记复测" not in page(visitor("head.accountant"), "/land/plots/A1/")
    for name in ("haiba.accountant", "home2", "stranger", ""):
        page(visitor(name), "/land/plots/A1/", 404)
        page(visitor(name), "/land/contracts/TD-1/", 404)
        page(visitor(name), "/land/contracts/TD-1/contract.pdf", 404)


def act(name, client, subject, values, status=302):
    """The answer to an act on a plot, from its page."""
    return sent(client, f"/acts/land/{name}/{subject}", values | {"back": f"/land/plots/{subject}/"}, status)


def test_measuring_and_passing_on():
    client = visitor("jiaxi.accountant")
    values = {"start": "2025-03-04", "measured_centimu": "3.00", "document": "复测1"}
    assert act("measure_plot", client, "A1", values) == "/land/plots/A1/"
    assert "丈量经过" in page(client, "/land/plots/A1/")
    bad = act("measure_plot", client, "A1", values | {"measured_centimu": "三亩"}, 400)
    assert 'value="三亩"' in bad
    long = {"holder": TWO, "start": "2025-03-04", "end": "2030-01-01", "document": "分户1"}
    assert "超过承包期的剩余期限" in act("transfer_right", client, "A2", long, 403)
    assert act("transfer_right", client, "A2", long | {"end": "2028-06-30"})
    assert "大坡A2" in page(visitor("home2"), PLOTS)
    flat = {"start": "2025-03-04", "slope_deg": "0", "registered_centimu": "0", "document": "复测2"}
    act("measure_plot", client, "A2", flat)
    card = client.get("/api/land/plots/A2").json()["row"]
    assert (card["slope_deg"], card["registered_centimu"]) == (0, 0) and card["measured_centimu"]
    act("measure_plot", visitor("haiba.accountant"), "A1", values, 404)
    act("measure_plot", visitor("jiaxi.cashier"), "A1", values, 403)


def test_entering_a_plot():
    client, address = visitor("jiaxi.accountant"), "/orgs/jiaxi/land/record_plot"
    values = {"code": "A9", "name": "新地", "land_class": "园地", "slope_deg": "0", "grade": "4等"}
    values |= {"contract_centimu": "0", "registered_centimu": "0", "measured_centimu": "1.5"}
    values |= {"boundary": "东至路", "outline": "", "start": "2025-03-01", "document": "新1"}
    assert sent(client, address, values) == "/land/plots/A9/"
    assert "已登记" in sent(client, address, values, 403)
    sent(visitor("home1"), address, values, 404)


def test_contracts_warn():
    seen = page(visitor("head.accountant"), CONTRACTS)
    assert "1份" in seen and "4份" in seen and "/orgs/head/land/totals/" in seen
    assert "出租" in page(visitor("head.accountant"), "/orgs/head/land/totals/")
    assert "贾西村" in page(visitor("jiaxi.accountant"), "/orgs/jiaxi/land/classes/")
    ending = page(visitor("head.accountant"), CONTRACTS, state="ending")
    assert "/land/contracts/TZ-1/" in ending and "/land/contracts/TD-1/" not in ending
    mine = page(visitor("home1"), CONTRACTS)
    assert "TD-1" in mine and "TD-2" not in mine and "签订流转合同" not in mine
    assert "TD-4" not in page(visitor("head.accountant"), "/orgs/jiaxi/land/contracts/")


def test_signing():
    client, address = visitor("head.director"), "/orgs/head/land/sign_contract"
    assert "征收补偿归属" in page(client, address) and "签订流转合同" in page(client, CONTRACTS)
    assert client.get("/land/contracts/sign").headers["Location"] == address
    missing = sent(client, address, CONTRACT | {"breach": ""}, 400)
    assert "按约定用途经营" in missing
    assert "不是地块 A1 的承包方" in sent(client, address, CONTRACT | {"plots": "A1"}, 403)
    assert "超过承包期的剩余期限" in sent(client, address, CONTRACT | {"end": "2030-01-01"}, 403)
    assert sent(client, address, CONTRACT) == "/land/contracts/TD-9/"
    assert "还没有向发包方备案" in page(client, "/land/contracts/TD-9/")
    page(visitor("jiaxi.accountant"), address, 404)
    sent(visitor("jiaxi.accountant"), address, CONTRACT | {"number": "X"}, 404)


def test_filing_and_ending():
    client, here = visitor("jiaxi.secretary"), "/land/contracts/TD-1/"
    assert "发包方备案" in page(client, here)
    filing = {"number": "TD-1", "filed_on": "2025-03-04", "document": "备1", "back": here}
    assert sent(client, "/orgs/jiaxi/land/file_contract", filing) == here
    assert "备1" in page(client, here)
    ending = {"contract_number": "TD-1", "ended_on": "2025-03-31", "reason": "双方协商", "document": "协议1"}
    address = "/orgs/head/land/end_contract"
    sent(client, address, ending, 404)
    director = visitor("head.director")
    assert "终止合同" in page(director, here)
    assert "只能写在最后一天" in sent(director, address, ending | {"reason": "到期"}, 403)
    assert sent(director, address, ending) == here
    assert "2025-03-31 终止:双方协商" in page(director, here)


def test_prints():
    if not (settings.FONTS_DIR / "NotoSansSC-Regular.ttf").is_file():
        pytest.skip("print fonts are not installed: run ./dev setup")
    for name, address in (
        ("jiaxi.accountant", "/orgs/jiaxi/land/plots.pdf"),
        ("home1", "/land/contracts/TD-1/contract.pdf"),
        ("head.director", "/land/contracts/TD-2/contract.pdf"),
    ):
        answer = visitor(name).get(address)
        assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    papers = TrailRow.objects.filter(what="paper:contract").values_list("by", "org_code")
    assert set(papers) == {("home1", "head"), ("head.director", "head")}


def test_by_the_api():
    client = visitor("jiaxi.accountant")
    rows = client.get("/api/land/plots").json()
    assert (rows["total"], rows["areas"]["measured_centimu"]) == (4, 10_670)
    card = client.get("/api/land/plots/A1").json()
    assert card["outline"][0] == ["104.50", "25.60"] and card["may"] == ["measure_plot", "transfer_right"]
    assert client.get("/api/land/plots/D1").status_code == 404
    assert client.get("/api/households/L0000001/land").json()["holder"] == "K0000001"
    assert client.get("/api/land/summary").json()[0]["areas"]["plots"] == 4
    assert client.get("/api/orgs/head/land-totals").json()[0]["form"] == "lease"

    def post(name, address, body):
        return visitor(name).post(address, json.dumps(body), content_type="application/json")

    assert client.get("/api/orgs/haiba/land/plots").json()["total"] == 0
    new = CONTRACT | {"form": "shares", "plots": ["B1"], "rate_fen": 40_000}
    signed = post("head.director", "/api/orgs/head/land-contracts", new)
    assert signed.json() == {"ref": "contract:TD-9"}
    again = post("head.director", "/api/orgs/head/land-contracts", new | {"number": "TD-10"})
    assert again.status_code == 403 and again.json()["code"] == "land.plot_in_use"
    filing = {"number": "TD-9", "filed_on": "2025-03-04", "document": "备9"}
    assert post("jiaxi.secretary", "/api/orgs/jiaxi/contract-filings", filing).status_code == 200
    found = client.get("/api/orgs/head/land-contracts/TD-9").json()
    assert found["row"]["filed_on"] == "2025-03-04" and found["claims"][0]["holder"] == TWO
    ending = {"ended_on": "2025-04-30", "reason": "agreed", "document": "协议9"}
    assert post("head.director", "/api/orgs/head/land-contracts/TD-9/end", ending).status_code == 200
    assert post("jiaxi.secretary", "/api/orgs/head/land-contracts/TD-1/end", ending).status_code == 404
    measured = {"start": "2025-03-04", "measured_centimu": 210, "document": "复测"}
    assert post("jiaxi.accountant", "/api/land/plots/B1/measure", measured).status_code == 200
    passing = {"holder": "K0000003", "start": "2025-04-01", "end": "2028-06-30", "document": "分户"}
    early = post("jiaxi.accountant", "/api/land/plots/B1/transfer", passing)
    assert early.status_code == 403 and early.json()["code"] == "land.passed_before_contract"
    passing |= {"start": "2025-04-02"}
    assert post("jiaxi.accountant", "/api/land/plots/B1/transfer", passing).status_code == 200
    assert queries.plot_card(town.viewer("home3"), "B1", on=date(2025, 4, 2)).row.measured_centimu == 210
    assert client.get("/api/orgs/head/land-contracts?state=unfiled").json()["unfiled"] == 3
    stranger = visitor("")
    addresses = ["/api/land/plots", "/api/orgs/head/land-contracts", "/api/land/plots/A1"]
    for address in (*addresses, "/api/households/L0000001/land", "/api/households/K0000001/land"):
        assert stranger.get(address).status_code == 404
