"""An item that waits, for what goes over every act and page (等着的一条)."""

import json

from liancun.base import clock
from liancun.kernel import Period
from liancun.rooms.points.tests.phone import Phone
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.sheets.models import SheetItem


def phone() -> Phone:
    """The phone of a grid worker of Jiaxi with this month's sheet."""
    on = clock.today()
    return Phone(viewer_for("jiaxi.grid1", on=on), on, month=str(Period.month_of(on)))


def held_item() -> SheetItem:
    """An item that came before the one ahead of it: it waits."""
    on, taken = clock.today(), phone()
    for home in sorted(taken.seen)[:2]:
        taken.write(home, scored_on=str(on))
    taken.send(on, taken.items[1])
    return SheetItem.objects.latest("pk")


def saved_items() -> bytes:
    """What a phone saved to a file: one household scored."""
    taken = phone()
    item = taken.write(min(taken.seen), scored_on=str(clock.today()))
    return json.dumps({"items": [item]}).encode()
