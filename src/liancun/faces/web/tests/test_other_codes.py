"""Organisations with other codes, one cooperative, two or none (别的编码): each is found by its kind."""

from datetime import date

import pytest
from django.test import Client

from liancun.base import clock
from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.faces.cockpit import cockpit
from liancun.faces.home import home_year
from liancun.faces.web.tests.visiting import page, visitor
from liancun.kernel import Refusal
from liancun.rooms.capital import actions as capital
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries.rules import Weighing
from liancun.rooms.labour import actions as labour
from liancun.rooms.labour import queries as work
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.outcomes.figures import count_all
from liancun.rooms.outcomes.queries import report
from liancun.rooms.registry import models as m
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
START, DAY, TODAY = date(2025, 1, 1), date(2025, 3, 3), date(2025, 12, 30)
HOME, OTHER = "P0000001", "P0000007"
CODES = {
    "head": "ruifeng", "joint": "lianwei", "company": "touzi", "finance": "caizheng", "park": "yuanqu",
    "jiaxi": "shangzhai", "haiba": "xiazhai", "pq-jiaxi": "pq-shangzhai", "fs-haiba": "fs-xiazhai",
}  # fmt: skip
SECOND = ("xinhe", "head_cooperative", "新河种植专业合作社", "town", "")


def raise_it(monkeypatch: pytest.MonkeyPatch, *more: tuple[str, ...], without: str = "") -> None:
    """The small town under other codes, with more organisations or without those of a kind."""
    orgs = [
        (CODES.get(code, code), kind, name, CODES.get(parent, parent), village)
        for code, kind, name, parent, village in (*town.ORGANISATIONS, *more)
        if kind != without
    ]
    posts = [(CODES.get(org, org), kind, village) for org, kind, village in town.POSTS]
    posts += [(org, kind, "") for org, *_rest in more for kind in ("director", "weigher")]
    monkeypatch.setattr(town, "ORGANISATIONS", tuple(orgs))
    monkeypatch.setattr(town, "POSTS", tuple(posts))
    monkeypatch.setattr(town, "VILLAGES", {CODES[slug]: what for slug, what in town.VILLAGES.items()})
    monkeypatch.setattr(town, "HEAD", CODES["head"])
    monkeypatch.setattr(town, "COMPANY", CODES["company"])
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    town.raise_town()
    with act("registry.import_members", "lianwei", by=SYSTEM, on=START) as a:
        m.Membership.objects.bulk_create(
            m.Membership(party=f"O:{slug}", number=slug, kind="unit", start=town.START, **a.stamp(code))
            for slug, (code, _name) in town.VILLAGES.items()
        )


def work_at(org: str, section: str, days: int) -> None:
    """So many days of Home 1 at a cooperative, a hundred kilos sold to it, a hundred yuan paid in."""
    ledger.open_book(org, ledger.NewBook("cooperative", START), by=SYSTEM, on=START)
    job = next(each.code for each in work.jobs(SYSTEM, org, on=DAY) if each.measure == "day")
    order = labour.NewOrder(f"PG-{org}", section, job, "山上", DAY, date(2025, 4, 30), 3, None)
    labour.give_order(org, order, by=SYSTEM, on=DAY)
    for day in range(days):
        done = labour.NewDay(f"PG-{org}", f"KQ-{org}", HOME, date(2025, 3, 3 + day), 100, hours="")
        labour.record_days(org, [done], by=SYSTEM, on=date(2025, 4, 1))
    weighing = Weighing(
        product="cili", grade="统货", gross_g=105_000, tare_g=5_000, deduction_g=0, price_fen=400
    )
    slip = deliveries.NewSlip("jiaxi", f"G-{org}", date(2025, 12, 20), HOME, weighing)
    deliveries.record_slip(org, slip, by=SYSTEM, on=date(2025, 12, 20))
    paid = capital.Contribution(
        number=f"GJ-{org}", party=HOME, shares=100, price_fen=100, paid_fen=10_000, happened_on=START
    )
    capital.record_contribution(org, paid, by=SYSTEM, on=date(2025, 1, 2))


def menu(client: Client) -> list[str]:
    """The addresses of the menu."""
    nav = client.get("/").context["nav"]
    return [each["url"] for item in nav for each in item.get("under", [item])]


@pytest.fixture
def one(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cooperative, under another code."""
    raise_it(monkeypatch)
    work_at("ruifeng", "pq-shangzhai", 2)


@pytest.fixture
def two(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second cooperative beside it; Home 1 belongs to both."""
    raise_it(monkeypatch, SECOND, ("pq-xinhe", "section", "新河片区", "xinhe", town.JIAXI))
    with act("registry.import_members", "xinhe", by=SYSTEM, on=START) as a:
        m.Membership.objects.create(
            party=HOME, number="XH-1", kind="farmer", start=town.START, **a.stamp(town.JIAXI)
        )
    work_at("ruifeng", "pq-shangzhai", 2)
    work_at("xinhe", "pq-xinhe", 3)


def counted():
    against = report()
    assert against
    return count_all(against)


PAGES = {
    "town.leader": ("/", "/cockpit/", "/desk/", "/outcomes/", "/orgs/ruifeng/cooperative/"),
    "ruifeng.director": ("/", "/desk/", "/orgs/ruifeng/cooperative/", "/orgs/ruifeng/labour/orders/"),
    "ruifeng.section_head": ("/", "/desk/", "/orgs/ruifeng/labour/orders/"),
    "shangzhai.accountant": ("/", "/desk/", "/orgs/shangzhai/land/plots/"),
    "lianwei.secretary": ("/", "/desk/"),
    "home1": ("/", "/home/", "/home/land/", "/home/work/", "/home/trade/", "/home/points/"),
}


@pytest.mark.slow
@pytest.mark.parametrize("login", PAGES)
def test_every_role_gets_its_pages(one, login):
    client = visitor(login)
    for address in (*PAGES[login], *menu(client)):
        assert client.get(address, follow=True).status_code == 200, address


def test_the_figures_are_the_towns_own(one):
    shown = page(visitor("ruifeng.director"), "/orgs/ruifeng/cooperative/")
    assert "100.0" in shown and "100.00" in shown
    assert "/orgs/ruifeng/cooperative/" in menu(visitor("ruifeng.director"))
    found = cockpit(viewer_for("town.leader", on=TODAY), 2025, on=TODAY)
    assert (found.org_code, sum(row.days for row in found.work)) == ("ruifeng", 2)
    found_figures = counted()
    assert found_figures["jobs_a_day"].numerator == 2
    assert found_figures["villages_covered"].numerator == 2
    assert "2 天" in page(visitor("home1"), "/home/?year=2025")
    assert "100.0" in page(visitor("home1"), "/home/trade/")
    assert "/orgs/ruifeng/capital/members/" in page(visitor("home1"), "/home/trade/")


def test_the_old_address_leads_to_the_own_cooperative(two):
    def leads(login: str) -> str:
        return visitor(login).get("/cooperative/").headers["Location"]

    assert leads("ruifeng.director") == "/orgs/ruifeng/cooperative/"
    assert leads("xinhe.director") == "/orgs/xinhe/cooperative/"
    assert leads("home1") == f"/orgs/ruifeng/capital/members/{HOME}/"
    page(visitor("xinhe.director"), "/orgs/ruifeng/cooperative/", 404)
    assert visitor("xinhe.weigher").get("/cooperative/weigh/").headers["Location"].startswith("/orgs/xinhe/")


def test_of_several_each_is_named(two):
    leader = visitor("town.leader")
    assert {"/orgs/ruifeng/cooperative/", "/orgs/xinhe/cooperative/"} <= set(menu(leader))
    assert "新河种植专业合作社" in page(leader, "/desk/")
    viewer = viewer_for("town.leader", on=TODAY)
    for org, other, days in (("ruifeng", "xinhe", 2), ("xinhe", "ruifeng", 3)):
        shown = page(leader, "/cockpit/", year="2025", org=org)
        assert f"/orgs/{org}/labour/days/" in shown and f"/orgs/{other}/labour/days/" not in shown
        assert sum(row.days for row in cockpit(viewer, 2025, on=TODAY, org_code=org).work) == days
    with pytest.raises(Refusal):
        cockpit(viewer, 2025, on=TODAY, org_code="town")
    assert counted()["jobs_a_day"].numerator == 5


def test_a_home_adds_up_what_it_did_for_each(two):
    told = {
        each.part: dict(each.what.params)
        for each in home_year(viewer_for("home1", on=TODAY), 2025, on=TODAY).put_in
    }
    assert told["work"]["days"] == 5
    shown = page(visitor("home1"), "/home/trade/")
    assert "/orgs/ruifeng/capital/members/" in shown and "/orgs/xinhe/capital/members/" in shown
    assert "新河种植专业合作社" in page(visitor("home1"), "/home/work/")


def test_without_a_cooperative_pages_say_so(db, monkeypatch):
    raise_it(monkeypatch, without="head_cooperative")
    leader = visitor("town.leader")
    assert not [each for each in menu(leader) if "cooperative" in each or "labour" in each]
    for address in (*menu(leader), "/cockpit/", "/desk/"):
        assert leader.get(address, follow=True).status_code == 200, address
    assert "没有登记合作总社" in page(leader, "/cockpit/")
    assert "没有登记合作总社" in page(leader, "/cooperative/", 403)
    for part in ("", "land/", "work/", "trade/", "points/"):
        page(visitor("home1"), f"/home/{part}")
    assert "没有登记合作总社" in page(visitor("home1"), "/home/work/")
