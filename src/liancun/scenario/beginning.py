"""Before the year begins (建账之前): the registry, who may log in, the books and what stood in them."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from liancun.base.permits import SYSTEM
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.registry import actions as registry
from liancun.scenario import constants as c
from liancun.scenario.growing_books import growing_books
from liancun.scenario.labour_books import objecting_worker
from liancun.scenario.land_books import land_books
from liancun.scenario.ledger_books import opening_book
from liancun.scenario.meetings import seat_steps
from liancun.scenario.people import Household
from liancun.scenario.pipeline import Raising, Stage, Step
from liancun.scenario.points_books import beginning_books, mistakes
from liancun.scenario.registry_books import registry_books
from liancun.scenario.trade_books import share_book
from liancun.scenario.world import World

DEMO_TITLES: Final = {
    "town.leader": "镇领导",
    "town.clerk": "镇经办",
    "town.auditor": "审计",
    "joint.secretary": "联村党委书记",
    "head.director": "总社理事长",
    "head.accountant": "总社会计",
    "head.cashier": "总社出纳",
    "head.supervisor": "总社监事",
    "head.notices": "总社公示员",
    "jiaxi.secretary": "贾西村负责人",
    "jiaxi.accountant": "贾西村会计",
    "jiaxi.cashier": "贾西村出纳",
    "jiaxi.supervisor": "贾西村务监督",
    "jiaxi.grid1": "网格员",
    "jiaxi.weigher": "过磅员",
    "jiaxi.section_head": "贾西片区负责人",
    "haiba.secretary": "海坝村负责人",
    "jiaxi.village_leader": "贾西村挂村领导",
    "jiaxi.cadre1": "联户干部",
}
"""Roles of the one-click page, in this order; households come after them."""

HOUSEHOLD_TENURES: Final = (
    ("AB", "农户(入股又自营)"),
    ("B", "农户(自营)"),
    ("A", "农户(土地入股)"),
    ("", "住户(户籍不在本村)"),
)


def beginning_stages(raising: Raising) -> Iterator[Stage]:
    """Registry, logins, books."""
    yield Stage("登记", lambda: registry_steps(raising))
    yield Stage("登录名", lambda: login_steps(raising))
    yield Stage("席位", lambda: seat_steps(raising))
    yield Stage("建账", lambda: book_steps(raising), "books")
    yield Stage("土地", lambda: land_steps(raising))
    yield Stage("种植", lambda: growing_steps(raising), "growing")


def registry_steps(raising: Raising) -> Iterable[Step]:
    """The registry's workbooks, brought in by the system: nobody holds a post before them."""
    return [raising.bringing(book) for book in registry_books(raising.world)]


def login_steps(raising: Raising) -> Iterator[Step]:
    """A login for each post and for some households; the demo page enters them without a password."""
    order = {login: place for place, login in enumerate(DEMO_TITLES, 1)}
    for post in (*raising.world.posts, *(each.post for each in raising.world.rounds.carers)):
        title = DEMO_TITLES.get(post.login, "")
        yield _login(post.login, post.person, title, order.get(post.login, 0))
    homes = list(home_logins(raising.world))
    for place, (login, household, title) in enumerate(homes, len(order) + 1):
        yield _login(login, household.head.code, title, place)
    worker = objecting_worker(raising.world)
    yield _login("worker", worker.code, "务工人(有异议)", len(order) + len(homes) + 1)


def home_logins(world: World) -> Iterator[tuple[str, Household, str]]:
    """(login, household, title): one household of each tenure in the first village, and two that object."""
    wrong = mistakes(world)
    yield "wronged", wrong.wronged, "农户(异议成立)"
    yield "unfounded", wrong.unfounded, "农户(异议驳回)"
    for place, (tenure, title) in enumerate(HOUSEHOLD_TENURES, 1):
        for each in world.households:
            if each.tenure == tenure and each.living and each.village is world.town.villages[0]:
                yield f"home{place}", each, title
                break


def _login(name: str, party: str, title: str, place: int) -> Step:
    return lambda: registry.set_login(
        name, party=party, password="", by=SYSTEM, on=c.FIRST_DAY, demo_title=title, demo_order=place
    )


def book_steps(raising: Raising) -> Iterator[Step]:
    """Every book begins on 1 January; the head brings its opening balance, villages their tiers."""
    yield _book(raising, c.HEAD, "cooperative")
    for village in raising.world.town.villages:
        yield _book(raising, village.slug, "collective")
    yield raising.bringing(opening_book(raising.world), "head.accountant")
    yield raising.bringing(share_book(raising.world), "head.accountant")
    for slug, book in beginning_books(raising.world):
        yield raising.bringing(book, f"{slug}.accountant")


def land_steps(raising: Raising) -> Iterator[Step]:
    """The villages' plots and rights, the head's contracts, and their filing."""
    for book in land_books(raising.world):
        yield raising.bringing(book, f"{book.org_code}.accountant")


def growing_steps(raising: Raising) -> Iterator[Step]:
    """What grew on 1 January, nursery and bees."""
    for book in growing_books(raising.world):
        yield raising.bringing(book, "head.accountant")


def _book(raising: Raising, org_code: str, chart: Literal["cooperative", "collective"]) -> Step:
    day = c.FIRST_DAY
    return lambda: ledger.open_book(
        org_code, ledger.NewBook(chart, day), by=raising.who(f"{org_code}.accountant", day), on=day
    )
