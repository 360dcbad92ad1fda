"""My home in the raised town (我家): the year is the sum of one's own lines, and nobody else's."""

import json
from collections import Counter

import pytest
from django.utils.html import strip_tags

from liancun.base import clock
from liancun.faces.cli.main import run
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.settlement import facts
from liancun.rooms.settlement.kinds import kind_named
from liancun.rooms.settlement.models import Payment, RunLine
from tests.conftest import client_as

pytestmark = pytest.mark.usefixtures("town")
PARTS = ("", "land/", "work/", "trade/", "points/")


def by_hand(name: str, year: str) -> tuple[Counter[str], Counter[str]]:
    """Kind -> fen due and fen moved of that login's own posted lines, added up one by one."""
    viewer = viewer_for(name, on=clock.today())
    due: Counter[str] = Counter()
    moved: Counter[str] = Counter()
    for line in facts.postable(RunLine.objects.filter(payable=True)).select_related("run"):
        mine = line.payee == viewer.party or line.subject in {viewer.party, *viewer.households}
        if mine and line.run.period[:4] == year:
            due[line.run.kind] += line.amount_fen
            paid = Payment.objects.filter(line=line).exclude(state="failed")
            moved[line.run.kind] += sum(each.amount_fen for each in paid)
    return due, moved


@pytest.mark.parametrize("name", ["wronged", "worker"])
def test_the_year_is_the_sum_of_the_own_lines(name: str) -> None:
    due, moved = by_hand(name, "2025")
    told = client_as(name).get("/api/home?year=2025").json()
    rows = [*told["got"], *told["asked"]]
    assert {row["kind"]: row["amount_fen"] for row in rows} == due
    assert {row["kind"]: row["paid_fen"] for row in rows} == moved
    for part, way in (("got", "pay"), ("asked", "collect")):
        assert told[f"{part}_fen"] == sum(
            fen for kind, fen in due.items() if kind_named(kind).direction == way
        )
        assert told[f"{part}_open_fen"] == sum(row["amount_fen"] - row["paid_fen"] for row in told[part])
    assert told["got_fen"] > 0 and told["put_in"]


def test_the_page_the_command_and_the_api_tell_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = client_as("wronged").get("/api/home?year=2025").json()
    shown = strip_tags(client_as("wronged").get("/home/?year=2025").content.decode())
    monkeypatch.setenv("LIANCUN_AS", "wronged")
    with pytest.raises(SystemExit):
        run(["home", "--year", "2025", "--json"])
    assert json.loads(capsys.readouterr().out)["got_fen"] == told["got_fen"]
    with pytest.raises(SystemExit):
        run(["home", "--year", "2025"])
    said = capsys.readouterr().out
    for each in told["put_in"]:
        assert each["what"]["message"] in shown and each["what"]["message"] in said
    yuan = f"{told['got_fen'] // 100:,}.{told['got_fen'] % 100:02d}"
    assert yuan in shown and yuan in said


@pytest.mark.parametrize("part", PARTS)
def test_a_home_is_its_own_peoples(part: str) -> None:
    assert client_as("wronged").get(f"/home/{part}").status_code == 200
    assert client_as("").get(f"/home/{part}").status_code == 404
    assert client_as("").get("/api/home").status_code == 404
    # Another's page never names this home.
    assert "L000004" not in client_as("worker").get(f"/home/{part}").content.decode()


def test_a_year_that_is_none_shows_last_year() -> None:
    for asked in ("1", "x", "99999999999999999999", "-2025", "2025%27"):
        assert "2025 年,您家投入的" in client_as("worker").get(f"/home/?year={asked}").content.decode()
