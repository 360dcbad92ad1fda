"""A town without a pack that has decided nothing (还没有定): pages open, and say what is to be decided."""

from datetime import date

import pytest

from liancun.base import charters
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.test_other_codes import PAGES, menu, raise_it
from liancun.faces.web.tests.visiting import page, visitor
from liancun.kernel import Refusal
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def undecided(monkeypatch, settings, tmp_path):
    """The small town under other codes, in a folder that follows no pack."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    charters.forget()
    raise_it(monkeypatch)
    for org, chart in (("ruifeng", "cooperative"), ("shangzhai", "collective")):
        ledger.open_book(org, ledger.NewBook(chart, date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))
    yield
    charters.forget()


@pytest.mark.slow
@pytest.mark.parametrize("login", PAGES)
def test_every_page_opens(login):
    """That of the park, which there is none of, says so."""
    client = visitor(login)
    told = {}
    for address in dict.fromkeys((*PAGES[login], *menu(client))):
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            told[address] = "本镇还没有定“" in answer.content.decode()
    assert told.keys() <= {"/orgs/ruifeng/park/"} and all(told.values())


@pytest.mark.parametrize(
    ("login", "form", "title", "file"),
    [
        ("ruifeng.section_head", "labour/give_order", "工种与工价", "labour/jobs"),
        ("ruifeng.director", "deliveries/announce_price", "收购办法", "deliveries/weighing"),
        ("ruifeng.director", "production/record_planting", "作物和自定的限制", "production/crops"),
    ],
)
def test_a_form_says_what_is_to_be_decided_first(login, form, title, file):
    shown = page(visitor(login), f"/orgs/ruifeng/{form}")
    assert f"本镇还没有定“{title}”" in shown and f"charter/_town/{file}.yaml" in shown


@pytest.mark.parametrize(
    ("org", "kind", "period", "says"),
    [
        ("ruifeng", "guaranteed_dividend", "2025", "park/floor"),
        ("ruifeng", "park_share", "2025", "park/partnership"),
        ("shangzhai", "refuse_fee", "2025", "points/refuse_fee"),
        ("shangzhai", "grid_worker_pay", "2025-11", "points/grid_worker_pay"),
    ],
)
def test_no_list_is_drafted_of_what_is_not_decided(org, kind, period, says):
    with pytest.raises(Refusal) as no:
        settlement.draft_run(org, settlement.NewRun(kind, period), by=SYSTEM, on=date(2025, 12, 30))
    assert no.value.code == "charter.no_decision" and no.value.params["decision"] == says


def test_the_status_names_the_decision_that_is_wanted():
    found = {
        (each.kind, each.org_code): [one.file for one in each.lacking if one.decision]
        for each in queries.status(SYSTEM, on=date(2025, 12, 30)).money
    }
    assert found["refuse_fee", "shangzhai"] == ["charter/_town/points/refuse_fee.yaml"]
    assert found["park_share", "ruifeng"] == ["charter/_town/park/partnership.yaml"]
    assert found["wages", "ruifeng"] == []
    shown = page(visitor("town.town_clerk"), "/status/")
    assert "本镇的决定“年底积分定次年垃圾清运费”" in shown and "charter/_town/points/refuse_fee.yaml" in shown
