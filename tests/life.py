"""A village's year, step by step (一个村的账): stopped at each point, killed, done by two at once.

A refuse fee lives its whole life: a workbook, the run, the book, the money.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

from liancun.base import guards
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.base.startup import open_data
from liancun.kernel import Period
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.notices import actions as board
from liancun.rooms.notices.models import Notice
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions
from liancun.rooms.settlement.models import Run, RunLine
from tests.databases import rewind_numbers
from tests.kills import Step

DAY = date(2026, 1, 5)
AFTER = DAY + timedelta(days=9)


def begin_village() -> None:
    """Two villages before anything happened, in the database that is open."""
    town.raise_town()
    opened_on = date(2024, 1, 1)
    ledger.open_book("jiaxi", ledger.NewBook("collective", opened_on), by=SYSTEM, on=opened_on)
    guards.put_back()
    open_data()
    rewind_numbers()


def who(post: str, on: date = DAY) -> Any:
    return town.viewer(f"jiaxi.{post}", on)


@cache
def workbook() -> bytes:
    rows = [
        {"household": town.home_code(home), "month": str(month), "state": "scored", "base": 10, "bonus": home}
        for home in (1, 2, 3)
        for month in Period(2025).months
    ]
    return write_rows(import_kind("scores"), rows)


def bring_scores() -> None:
    import_workbook("scores", workbook(), "scores.xlsx", org_code="jiaxi", by=who("accountant"), on=DAY)


def run() -> int:
    return int(Run.objects.get().pk)


def put_up() -> None:
    notice = Notice.objects.get().pk
    board.record_posting(
        notice,
        board.Hanging(villages=(town.JIAXI,), place="公开栏", posted_on=DAY),
        by=who("notice_clerk"),
        on=DAY,
    )


def pay() -> None:
    owed = RunLine.objects.filter(amount_fen__gt=0).order_by("pk")
    listed = [actions.NewPayment(line.pk, line.amount_fen - 100, AFTER) for line in owed]
    actions.record_payments("jiaxi", listed, key="B-1", by=who("cashier", AFTER), on=AFTER)


LIFE = (
    Step("import", bring_scores),
    Step(
        "draft",
        lambda: actions.draft_run(
            "jiaxi", actions.NewRun("refuse_fee", "2025"), by=who("accountant"), on=DAY
        ),
        "settlement.period_taken",
    ),
    Step("check", lambda: actions.check_run(run(), by=who("supervisor"), on=DAY), "settlement.already"),
    Step("publish", lambda: actions.publish_run(run(), by=who("notice_clerk"), on=DAY), "settlement.already"),
    Step("put up", put_up, "notices.already_posted"),
    Step(
        "confirm",
        lambda: actions.confirm_run(run(), by=who("secretary", AFTER), on=AFTER),
        "settlement.already",
    ),
    Step(
        "post", lambda: actions.post_run(run(), by=who("accountant", AFTER), on=AFTER), "settlement.already"
    ),
    Step("pay", pay),
)


# --- the rest of what a town does ------------------------------------------------------------------

BORN = date(1999, 9, 9)
SLIPS = "过磅点,过磅日,过磅单号,记账人,送货人,产品,等级,毛重(公斤),皮重(公斤),扣杂(公斤),单价(元/公斤)"


@cache
def newcomers() -> bytes:
    people = [
        {
            "party": town.person_code(number), "name": name, "sex": "f", "born_on": BORN,
            "village": town.JIAXI, "id_number": town.id_number(BORN, number),
        }
        for number, name in ((700, "张新"), (702, "李新"), (704, "王新"))
    ]  # fmt: skip
    return write_rows(import_kind("people"), people)


def bring_people() -> None:
    by = town.viewer("town.town_clerk", DAY)
    import_workbook("people", newcomers(), "people.xlsx", org_code="town", by=by, on=DAY)


def bring_slips() -> None:
    rows = [f"jiaxi,{DAY},{number},P000000{number},,刺梨,,10{number},5,,4.00" for number in (1, 3, 5)]
    content = "\n".join([SLIPS, *rows]).encode()
    by = town.viewer("head.accountant", DAY)
    import_workbook("weigh_slips", content, "slips.csv", org_code="head", by=by, on=DAY)


def vote() -> None:
    given = registry.Vote(
        code="JX-1", body="village_representatives", subject="垃圾费", held_on=DAY,
        entitled=5, present=5, votes_for=4, votes_against=1,
    )  # fmt: skip
    registry.record_resolution("jiaxi", given, by=who("secretary"), on=DAY)


def pay_the_list() -> None:
    told = actions.WholeList(happened_on=AFTER, bank_ref="B-2")
    actions.pay_run(run(), told, key="B-2", by=who("cashier", AFTER), on=AFTER)


WHOLE_LIFE = (
    Step("people", bring_people),
    Step("slips", bring_slips),
    Step("vote", vote, "registry.resolution_taken"),
    *LIFE,
    Step("pay the list", pay_the_list),
)
