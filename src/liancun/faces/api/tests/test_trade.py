"""Deliveries, sales, capital and the surplus by API: acts and refusals as elsewhere (接口)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.faces.api.urls import api
from liancun.faces.web.tests.visiting import visitor
from liancun.rooms.surplus.tests import cooperative as coop

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 28)
FIRST, SECOND, COMPANY = "P0000001", "P0000003", "O:company"
OUTSIDE = ("jiaxi.accountant", "haiba.secretary", "home2", "")
SLIP = {
    "site": "jiaxi",
    "number": "9",
    "weighed_on": "2026-01-20",
    "account_of": FIRST,
    "product": "刺梨",
    "gross_g": 105_000,
    "tare_g": 5_000,
    "price_fen": 400,
}


@pytest.fixture(autouse=True)
def cooperative(db):
    coop.raise_cooperative()
    clock.set_demo_day(TODAY)


def ask(address, body=None, *, as_="head.accountant"):
    client = visitor(as_)
    if body is None:
        return client.get(f"/api/{address}")
    return client.post(f"/api/{address}", body, content_type="application/json")


def pk(answer):
    """The number in the reference that an act answered with."""
    assert answer.status_code == 200, answer.json()
    return int(answer.json()["ref"].partition(":")[2])


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_a_slip_from_record_to_void():
    first = pk(ask("orgs/head/slips", SLIP, as_="head.weigher"))
    assert pk(ask("orgs/head/slips", SLIP, as_="head.weigher")) == first
    other = ask("orgs/head/slips", SLIP | {"gross_g": 1}, as_="head.weigher")
    assert code(other) == (403, "deliveries.no_net_weight")
    assert ask(f"slips/{first}/correct", SLIP | {"note": "看错秤"}).status_code == 400
    second = pk(ask(f"slips/{first}/correct", {"gross_g": 95_000, "note": "看错秤"}))
    card = ask(f"slips/{second}", as_=f"home{1}").json()
    assert (card["row"]["net_g"], card["stands"], len(card["versions"]), card["may"]) == (90_000, True, 2, [])
    page = ask(f"orgs/head/slips?period=2026-01&account_of={FIRST}&limit=1").json()
    assert (page["total"], page["weights"][0]["net_g"]) == (1, 90_000)
    assert ask("orgs/head/slips?period=2026-13").json()["problems"][0]["code"] == "field.span"
    assert code(ask(f"slips/{second}/void", {"note": "x"}, as_="head.weigher")) == (403, "permit.not_yours")
    gone = pk(ask(f"slips/{second}/void", {"note": "重录"}))
    assert ask(f"slips/{gone}").json()["row"]["state"] == "void"


def test_what_is_misshapen_is_placed_and_nothing_is_written():
    answer = ask("orgs/head/slips", SLIP | {"gross_g": -1, "weighed_on": "昨天"}, as_="head.weigher")
    assert answer.status_code == 400
    assert {each["column"] for each in answer.json()["problems"]} == {"gross_g", "weighed_on"}
    assert ask("slips/0").status_code == ask("orgs/head/trade/1234").status_code == 400
    assert ask("orgs/head/slips?state=lost").status_code == 400
    assert ask("orgs/head/slips?period=2026-01").json()["total"] == 0


def test_a_held_slip_a_price_and_the_years_trade():
    for number in ("1", "2", "3"):
        weighed = SLIP | {"number": number, "gross_g": 5_005_000 - 100 * int(number)}
        held = pk(ask("orgs/head/slips", weighed, as_="head.weigher"))
    assert ask(f"slips/{held}").json()["held_because"]["message"].startswith("一人一天合计")
    ref = ask(f"slips/{held}/release", {"note": "问过本人"}, as_="head.supervisor")
    assert ref.status_code == 200
    price = {"product": "折耳根", "grade": "统货", "first_day": "2026-01-01", "last_day": "2026-01-31"}
    assert ask("orgs/head/prices", price | {"price_fen": 300}, as_="head.director").status_code == 200
    assert code(ask("orgs/head/prices", price | {"price_fen": 300})) == (403, "permit.not_yours")
    assert ask("orgs/head/prices", as_="home1").json()[0]["price_fen"] == 300
    form = ask("orgs/head/weighing", as_="head.weigher").json()
    assert (form["site"], form["number"], form["products"][0]["name"]) == ("jiaxi", "0128-001", "刺梨")
    assert ask("orgs/head/trade/2025").json()["value_fen"] == 120_000
    assert [row["party"] for row in ask("orgs/head/trade/2025", as_="home1").json()["rows"]] == [FIRST]


def test_sales_from_record_to_the_book():
    sale = {"number": "XS-2", "buyer": COMPANY, "product": "苗木", "quantity_milli": 12_000, "price_fen": 70}
    made = pk(ask("orgs/head/sales", sale | {"happened_on": "2025-12-21"}))
    assert ask(f"sales/{made}").json()["unit"] == "piece"
    back = {"new_number": "XS-3", "happened_on": "2025-12-22"}
    assert ask("orgs/head/sales/XS-2/take_back", back).status_code == 200
    assert code(ask("orgs/head/sales/XS-2/take_back", back)) == (403, "sales.taken_back_already")
    paid = {"number": "SK-1", "buyer": COMPANY, "amount_fen": 100_000, "happened_on": "2026-01-05"}
    assert ask("orgs/head/receipts", paid).json()["ref"].startswith("entry:")
    assert ask("orgs/head/buyers").json()[0]["open_fen"] == 41_000
    lost = {"product": "刺梨", "lost_g": 1_000, "happened_on": "2025-12-23", "document": "差异表"}
    assert code(ask("orgs/head/losses", lost)) == (403, "sales.more_than_in_stock")
    assert ask("orgs/head/sales_months/2025").json()["open"][0]["month"] == "2025-12"
    assert ask("orgs/head/sales_months/2025-12/post", {}).json()["ref"].startswith("salesmonth:")
    assert ask("orgs/head/sales_months/2025").json()["open"] == []
    wrong = ask("orgs/head/sales_months/2025/post", {})
    assert (wrong.status_code, wrong.json()["problems"][0]["code"]) == (400, "import.month")
    assert ask("orgs/head/stock").json()[0]["stock_g"] == 0
    assert ask("orgs/head/sales?period=2025&product=cili").json()["total"] == 1


def test_shares_from_contribution_to_transfer():
    lot = {"number": "GJ-9", "party": "P0000005", "shares": 10, "price_fen": 100, "paid_fen": 1_000}
    made = ask("orgs/head/shares", lot | {"happened_on": "2026-01-20"})
    assert made.json() == {"ref": "share:head/GJ-9"}
    to = {"to_party": SECOND, "shares": 4, "new_number": "GJ-10", "happened_on": "2026-01-21"}
    assert ask("orgs/head/shares/GJ-9/transfer", to | {"document": "协议"}).status_code == 200
    left = {"shares": 6, "happened_on": "2026-01-22", "document": "退股"}
    assert code(ask("orgs/head/shares/GJ-9/withdraw", left)) == (403, "capital.none_left")
    assert ask(f"orgs/head/share_moves?party={SECOND}", as_="home2").json()["rows"][0]["held_fen"] == 400
    assert ask("orgs/head/shares").json()["total_fen"] == 76_000
    found = ask(f"orgs/head/holders/{FIRST}", as_="home1").json()
    assert (found["account"]["contribution_fen"], found["trade"]["2025"]["value_fen"]) == (10_000, 40_000)


def test_the_year_from_its_papers_to_shares():
    found = ask("orgs/head/surplus/2025").json()
    assert (found["next"], found["figures"]) == ("surplus.step_deliveries", None)
    assert "不得分配" in found["refused"]["message"]
    assert code(ask("orgs/head/surplus/2025/close", {})) == (403, "surplus.missing.deliveries_unsettled")
    coop.close_books()
    run = coop.drafted()
    coop.laid_out(run)
    for name in ("head.accountant", "home1"):
        found = ask("orgs/head/surplus/2025", as_=name).json()
        assert (found["figures"]["distributed_fen"], found["figures"]["reserve_share"]) == (18_900, "1/10")
    assert (found["run"], found["steps"][5]["posts"]) == (f"run:{run}", ["supervisor"])
    coop.voted("DH-1")
    coop.confirm(run)
    coop.settlement.post_run(run, by=coop.who("accountant", TODAY), on=TODAY)
    assert ask("orgs/head/surplus/2025/turn", {"share": "一半"}).status_code == 400
    assert code(ask("orgs/head/surplus/2025/turn", {})) == (403, "surplus.turning_not_voted")
    coop.voted("DH-2", subject="surplus/2025/contribution")
    assert ask("orgs/head/surplus/2025/turn", {"share": "50%"}).json()["members"] == 4


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTSIDE)
def test_others_get_nothing(name):
    slip = ask("orgs/head/slips").json()["rows"][0]
    sale = ask("orgs/head/sales").json()["rows"][0]
    for address in (
        f"slips/{slip['pk']}",
        f"sales/{sale['pk']}",
        "orgs/head/weighing",
        "orgs/head/sales",
        "orgs/head/stock",
        "orgs/head/buyers",
        "orgs/head/sales_months/2025",
        "orgs/head/shares",
        "orgs/head/share_moves",
        f"orgs/head/holders/{FIRST}",
        "orgs/head/surplus/2025",
    ):
        assert code(ask(address, as_=name)) == (404, "viewer.not_found"), address
    if name:
        assert ask("orgs/head/slips", as_=name).json()["total"] == 0
    else:
        assert code(ask("orgs/head/slips", as_=name)) == (404, "viewer.not_found")
    assert ask("orgs/head/trade/2025", as_=name).json()["total"] == 0
    for address, body in (
        ("orgs/head/slips", SLIP),
        (f"slips/{slip['pk']}/void", {"note": "x"}),
        ("orgs/head/sales_months/2025-12/post", {}),
        ("orgs/head/surplus/2025/close", {}),
    ):
        assert ask(address, body, as_=name).status_code in (403, 404), address
    assert ask("orgs/head/slips").json()["total"] == 2


def test_the_description_names_every_field():
    described = api.get_openapi_schema()
    shown = described["components"]["schemas"]
    assert {"net_g", "held_because"} <= set(shown["SlipRow"]["properties"]) | set(
        shown["SlipCard"]["properties"]
    )
    assert "distributed_fen" in shown["YearFigures"]["properties"]
    assert described["paths"]["/api/orgs/{org_code}/slips"]["post"]["requestBody"]
