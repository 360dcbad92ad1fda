"""What stands above what, put down (上下级)."""

from collections.abc import Iterator

from liancun.base import clock, guards
from liancun.base.acts import act
from liancun.base.discovery import NotYet
from liancun.base.permits import SYSTEM
from liancun.base.versions import standing
from liancun.kernel import Reason
from liancun.rooms.registry.actions.dated import put_in_place
from liancun.rooms.registry.facts.places import owners
from liancun.rooms.registry.models import Organisation


def place_under_the_town() -> Iterator[Reason]:
    """Put below the one town whatever nothing stands above: before, nobody had to say. Tells of each.

    Where there are several towns, or none, nobody knows which is meant: `check` says what is missing, and it
    is done once there is one.
    """
    towns = owners()
    rows = standing(Organisation.objects.filter(parent="")).exclude(kind=Organisation.Kind.TOWN)
    bare = list(rows.order_by("code", "start"))
    if not bare:
        return
    if len(towns) != 1:
        raise NotYet
    (town,) = towns
    with guards.refusing(), act("registry.correct_dated", town, by=SYSTEM, on=clock.today()) as done:
        for row in bare:
            put_in_place(done, row, parent=town)
        done.ref = f"organisation:{town}"
        done.params = {"columns": ["parent"], "codes": sorted({row.code for row in bare})}
    for row in bare:
        yield Reason.of("registry.placed", name=row.name, number=row.code)
