"""The pages of production: who sees and does what, what must be put right, may this grow here (种植页)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.land.tests import village
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
ROOM = "/orgs/head/production"
OLD = {
    "number": "ZZ-OLD",
    "plot": "F1",
    "crop": "刺梨",
    "storey": "乔灌层",
    "area_centimu": "2.00",
    "start": "2021-03-01",
    "standing": "存量",
    "plan": "分两年移出",
    "plan_due": "2026-12-31",
}


@pytest.fixture(autouse=True)
def grown(db, monkeypatch):
    town.raise_town()
    village.raise_land()
    village.bring("plots", "jiaxi", village.plot("F1", 400, land_class="basic_farmland"))
    monkeypatch.setattr(clock, "today", lambda: DAY)
    sent(visitor("head.accountant"), f"{ROOM}/record_planting", OLD)


def test_what_stands_is_listed_with_what_waits():
    seen = page(visitor("head.accountant"), f"{ROOM}/plantings/")
    assert "/production/plantings/ZZ-OLD/" in seen and "/land/plots/F1/" in seen and "2.00" in seen
    assert "待整改 1 处" in seen and "登记种植" in seen
    assert "ZZ-OLD" not in page(visitor("head.accountant"), f"{ROOM}/plantings/", crop="dishen")
    for address in (f"{ROOM}/crops/", f"{ROOM}/may-grow/", "/production/plantings/ZZ-OLD/"):
        shown = page(visitor("head.accountant"), address)
        assert f'<a class="dropdown-item active" href="{ROOM}/plantings/"' in shown, "its menu says so"
    assert "登记种植" not in page(visitor("head.supervisor"), f"{ROOM}/plantings/")
    for name in ("jiaxi.accountant", "home1", "stranger", ""):
        for address in (f"{ROOM}/plantings/", f"{ROOM}/crops/", "/production/plantings/ZZ-OLD/"):
            page(visitor(name), address, 404)


def test_old_addresses_lead_there():
    clerk = visitor("head.accountant")
    for old, new in (
        ("/production/?crop=cili", f"{ROOM}/plantings/?crop=cili"),
        ("/production/rectifications/", f"{ROOM}/rectifications/"),
        ("/production/facilities/", f"{ROOM}/facilities/"),
        ("/production/may?plot=F1&crop=cili", "/orgs/head/production/may-grow/?plot=F1&crop=cili"),
    ):
        assert clerk.get(old).headers["Location"] == new


def test_what_is_put_right_leaves_the_list_and_is_found_when_asked_for():
    director = visitor("head.director")
    assert "登记整改进展" in page(director, "/production/plantings/ZZ-OLD/")
    done = {"planting_number": "ZZ-OLD", "done_on": "2025-06-01", "what": "移完", "closed": "yes"}
    assert "请写明情况和文件" in sent(director, f"{ROOM}/rectify", done, 403)
    sent(director, f"{ROOM}/rectify", done | {"document": "验收单"})
    assert "登记整改进展" not in page(director, "/production/plantings/ZZ-OLD/")
    listed = page(director, f"{ROOM}/rectifications/")
    assert "没有待整改的" in listed and '<option value="true" selected>还没整改的</option>' in listed
    everything = page(director, f"{ROOM}/rectifications/", open_only="false")
    assert "ZZ-OLD" in everything and '<option value="false" selected>连同已整改的</option>' in everything


def test_a_round_waits_for_its_second_look_on_the_page_of_its_planting():
    seen = {"planting_number": "ZZ-OLD", "number": "XC-1", "inspected_on": "2025-05-01", "finding": "草多"}
    sent(visitor("head.supervisor"), f"{ROOM}/inspect", seen | {"due_on": "2025-05-20"})
    clerk = visitor("head.accountant")
    card = page(clerk, "/production/plantings/ZZ-OLD/")
    assert "登记复查" in card and 'value="XC-1"' in card and "登记清除" not in card
    sent(clerk, f"{ROOM}/follow_up", {"number": "XC-1", "done_on": "2025-06-01", "result": "已除"})
    after = page(clerk, "/production/plantings/ZZ-OLD/")
    assert "登记复查" not in after and "已除" in after


def test_may_this_grow_here_answers_and_records_nothing():
    clerk, address = visitor("head.accountant"), "/orgs/head/production/may-grow/"
    assert "不能种" in page(clerk, address, plot="F1", crop="cili")
    assert "可以种" in page(clerk, address, plot="A1", crop="dishen")
    assert "没有地块XX" in page(clerk, address, plot="XX", crop="cili")
    page(visitor("home1"), address, 404)
