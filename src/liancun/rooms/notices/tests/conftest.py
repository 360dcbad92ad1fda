"""A small town and a list to put up: three homes of Jiaxi, or the members of both villages."""

from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.notices import actions
from liancun.rooms.notices.actions import Item
from liancun.rooms.registry.tests import town

PUBLISHED = date(2026, 3, 1)
UP = date(2026, 3, 2)
LAST = date(2026, 3, 9)
"""The last day to object to a list up on 2 March for seven days."""


@pytest.fixture(scope="module")
def small_town(ground) -> None:
    """The town's people."""
    town.raise_town()


def home(number: int) -> Item:
    """The line of a home."""
    return Item(
        f"line:{number}",
        town.home_code(number),
        town.person_code(2 * number - 1),
        town.village_of_home(number),
    )


def publish(
    *homes: int, org="jiaxi", circles=("paper", "members", "web"), ref="run:1", expires_days=30
) -> int:
    """Publish a list of homes; the notice's number."""
    with act("settlement.publish_run", org, by=SYSTEM, on=PUBLISHED) as a:
        made = actions.publish_within(
            a,
            list_ref=ref,
            kind="refuse_fee",
            title="垃圾清运费公示",
            period="2025",
            items=[home(number) for number in homes or (1, 2, 3)],
            circles=circles,
            objection_days=7,
            expires_days=expires_days,
            clause="runs/refuse_fee@2024-01-01",
            total_fen=18_600,
            digest="d" * 64,
        )
        a.ref = made
    return int(made.partition(":")[2])


def put_up(notice: int, *villages: str, on=UP, posted_on=None) -> None:
    """Record the paper in each village (Jiaxi alone unless said)."""
    for village in villages or (town.JIAXI,):
        hung = actions.Hanging(villages=(village,), place="村务公开栏", posted_on=posted_on or on)
        actions.record_posting(notice, hung, by=SYSTEM, on=on)


def object_(notice: int, line: int, by: str, *, on=UP, text="少算了一个月", **more) -> int:
    """Object to a home's line; the objection's number."""
    asked = actions.NewObjection(
        **{"line": f"line:{line}", "text": text, "category": "points", "direction": "more", **more}
    )
    return actions.object_to_line(notice, asked, by=town.viewer(by, on), on=on)


def refused(call, *args, **kwargs) -> str:
    """The code with which a call is refused."""
    with pytest.raises(Refusal) as no:
        call(*args, **kwargs)
    return no.value.code
