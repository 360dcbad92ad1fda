"""A dated row is never edited: another stands in its place (接替)."""

from datetime import date, timedelta
from typing import Any, TypeVar

from liancun.base.acts import Act
from liancun.kernel import Refusal
from liancun.rooms.duties.models import Dated

D = TypeVar("D", bound=Dated)
STAMP = frozenset(
    ("id", "supersedes", "org_code", "village_code", "mark", "recorded_at", "recorded_by", "on")
)


def ended(a: Act, old: D, end: date) -> D:
    """The row that says when `old` ended, not yet written. Refuses a day before it began."""
    if end < old.start - timedelta(days=1):
        raise Refusal("duties.ends_before_start", start=str(old.start), end=str(end))
    model: Any = type(old)
    values = {each.attname: getattr(old, each.attname) for each in model._meta.concrete_fields}
    values = {name: value for name, value in values.items() if name not in STAMP | {"supersedes_id"}}
    made: D = model(
        **(values | {"end": end, "revision": old.revision + 1}), supersedes=old, **a.stamp(old.village_code)
    )
    return made
