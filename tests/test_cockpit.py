"""The leader's cockpit (驾驶舱): what it draws is what the records say, to who reaches the town."""

import json
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from liancun.base import clock, references
from liancun.base.permits import SYSTEM
from liancun.faces.cockpit import cockpit, plot_features
from liancun.faces.web.cockpit import Chart, charts
from liancun.kernel import Refusal, half_up
from liancun.rooms.land.models import Plot
from liancun.rooms.outcomes import queries as outcomes
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.settlement.models import RunLine
from liancun.scenario.world import World
from tests.conftest import client_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

TODAY = date(2026, 2, 12)
WHOLE_TOWN = ("town.leader", "town.clerk", "town.auditor")
OTHERS = ("", "joint.secretary", "head.director", "jiaxi.secretary", "jiaxi.grid1", "home1", "worker")


def drawn() -> dict[str, Chart]:
    return {chart.id: chart for chart in charts(cockpit(viewer_for("town.leader", on=TODAY), 2025, on=TODAY))}


@pytest.mark.parametrize("login", WHOLE_TOWN)
def test_whoever_reaches_the_town_sees_it(login):
    assert client_as(login).get("/cockpit/").status_code == 200
    assert client_as(login).get("/api/cockpit").status_code == 200


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_else_does(login):
    assert client_as(login).get("/cockpit/").status_code == 404
    assert client_as(login).get("/api/cockpit").status_code == 404


def test_the_companys_memo_is_for_leader_and_auditor():
    seen = {login: cockpit(viewer_for(login, on=TODAY), 2025, on=TODAY).company for login in WHOLE_TOWN}
    assert [login for login, memo in seen.items() if memo] == ["town.leader", "town.auditor"]
    assert "company" in drawn()


def test_every_number_leads_to_rows_that_come_to_it():
    """One click from each cell of money: the list behind it has the same sum, and opens its lines."""
    client, checked = client_as("town.leader"), 0
    for row in drawn()["money"].series:
        for cell in row.cells:
            answer = client.get(cell.url)
            assert answer.status_code == 200
            assert answer.context["page"].amount_fen == cell.value
            for line in answer.context["page"].rows[:1]:
                assert client.get(f"/lines/{line.line}/").status_code == 200
                checked += 1
    assert checked > 6


def test_fields_and_income_lead_to_rows_that_come_to_them():
    client, found = client_as("town.leader"), drawn()
    for row in found["fields"].series:
        for cell in row.cells:
            assert client.get(cell.url).context["page"].area_centimu == cell.value
    for row in found["income"].series:
        for cell in row.cells:
            entries = [
                each for each in client.get(cell.url).context["page"].rows if "carry:" not in each.source
            ]
            account = cell.url.rpartition("account=")[2]
            lines = [line for entry in entries for line in entry.lines if line.account == account]
            assert sum(line.credit_fen - line.debit_fen for line in lines) == cell.value


def test_work_is_counted_once_a_person_and_day():
    found = cockpit(SYSTEM, 2025, on=TODAY)
    jobs = next(each for each in found.figures if each.id == "jobs_a_day")
    assert sum(row.days for row in found.work if row.payer != "outside") == jobs.numerator


def test_own_income_is_what_the_land_and_the_company_paid():
    """Hill rent as the run paid it (501), 6 % of the policy funds (502); town money is not in it."""
    found = outcomes.own_income(SYSTEM, on=TODAY)
    rents = RunLine.objects.filter(run__kind="guaranteed_dividend", part="hill")
    for row in found.rows:
        year = next(each for each in row.years if each.year == 2025)
        accounts = {account: fen for account, _name, fen in year.accounts}
        assert accounts["501"] == sum(
            rents.filter(payee=f"O:{row.org_code}").values_list("amount_fen", flat=True)
        )
        assert year.total_fen == accounts["501"] + accounts["502"]
    funds = sum(fen for row in found.totals[:1] for account, _name, fen in row.accounts if account == "502")
    assert funds == half_up(27_300_000 * World.of("small").town.share)
    assert found.since == date(2025, 1, 1)


def test_own_income_opens_to_the_entries():
    trace = references.resolve(SYSTEM, "own_income:2025")
    assert trace.parents and all(ref.startswith("entry:") for ref in trace.parents)
    with pytest.raises(Refusal):
        references.resolve(SYSTEM, "own_income:2019")
    own = references.resolve(viewer_for("haiba.accountant", on=TODAY), "own_income:2025")
    assert set(own.parents) < set(trace.parents)
    with pytest.raises(Refusal):
        references.resolve(viewer_for("home1", on=TODAY), "own_income:2025")


def test_the_map_shows_what_is_in_reach():
    def seen(login: str) -> tuple[set[str], set[str]]:
        found = plot_features(viewer_for(login, on=TODAY), on=TODAY)
        plots = [each["properties"] for each in found["plots"]["features"]]
        return {each["village"] for each in plots}, {each["code"] for each in plots}

    every = set(Plot.objects.values_list("code", flat=True))
    assert seen("town.leader")[1] == every
    assert seen("jiaxi.secretary")[0] == {"520281123201"}
    assert seen("haiba.secretary")[0] == {"520281123202"}
    villages, own = seen("home1")
    assert villages == {"520281123201"} and 0 < len(own) < len(seen("jiaxi.secretary")[1])
    assert client_as("").get("/api/land/map").status_code == 404


def test_the_map_is_sound_geojson():
    found: Any = client_as("town.leader").get("/api/land/map").json()
    assert found["undrawn"] == 0
    plot = found["plots"]["features"][0]
    ring = plot["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1] and len(ring) == 5 and 104 < ring[0][0] < 106 and 25 < ring[0][1] < 27
    assert {each["properties"]["tenure"] for each in found["plots"]["features"]} == {"shares", "lease", "own"}
    assert any("cili" in each["properties"]["crops"] for each in found["plots"]["features"])


def test_another_village_gets_nothing_of_a_kind_of_money():
    client = client_as("haiba.secretary")
    page = "/orgs/-/settlement/year/?year=2025&kind=refuse_fee"
    for address in (page, "/api/money/2025/refuse_fee"):
        assert client.get(address).status_code == 200
    moved: Any = client.get("/money/2025/refuse_fee/")
    assert moved.status_code == 302 and set(moved.url.partition("?")[2].split("&")) == {
        "year=2025",
        "kind=refuse_fee",
    }
    listed = client.get("/api/money/2025/refuse_fee?village_code=520281123201").json()
    assert listed["total"] == 0
    assert client_as("home1").get(page).status_code == 404
    assert client_as("town.leader").get("/api/money/2025/nonsense").status_code == 400


def test_page_command_and_api_say_the_same(monkeypatch):
    from liancun.faces.cli.main import build

    monkeypatch.setenv("LIANCUN_AS", "town.leader")
    monkeypatch.setattr("liancun.faces.cli.main.open_data", lambda: None)
    told = CliRunner().invoke(build(), ["cockpit", "--year", "2025", "--json"])
    assert told.exit_code == 0, told.output
    asked = client_as("town.leader").get("/api/cockpit?year=2025").json()
    assert json.loads(told.stdout)["money"] == asked["money"]
    assert json.loads(told.stdout)["income"]["totals"] == asked["income"]["totals"]
    assert clock.today() == TODAY


def test_a_year_without_records_opens():
    found = cockpit(SYSTEM, 2024, on=TODAY)
    assert not found.work and not found.company
    assert {row.kind for row in found.money} == {"refuse_fee"}  # the bills that 2024's points set
    assert client_as("town.leader").get("/cockpit/?year=2024").status_code == 200
