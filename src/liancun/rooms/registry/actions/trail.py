"""The trail is kept so long and no longer (查阅记录的保存)."""

from datetime import UTC, date, datetime, time

from liancun.base import charters, clock, trail
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel.fields import _
from liancun.rooms.registry.actions.dated import must_be_the_registry
from liancun.rooms.registry.rules import TrailRules, kept_from


@offered(
    "registry.remove_trail",
    title=_("删去满期的查阅记录"),
    ask=_("满期的查阅记录删去后不能恢复。删去吗?"),
    on="trail",
    path="trail/remove",
    gives="removed",
)
def remove_trail(org_code: str, *, by: Viewer, on: date) -> int:
    """Take away what is older than the charter says, by the real clock; returns how many rows went.

    The line of this act says so for good: how many, and up to which day.
    """
    must_be_the_registry(org_code)
    today = clock.in_town(clock.now()).date()
    with act("registry.remove_trail", org_code, by=by, on=on) as done:
        first = kept_from(today, charters.in_force(TrailRules, on=on, org=org_code))
        count = trail.remove(datetime.combine(first, time(), clock.TOWN_TIME).astimezone(UTC))
        done.ref = f"organisation:{org_code}"
        done.params = {"count": count, "before": first.isoformat()}
    return count
