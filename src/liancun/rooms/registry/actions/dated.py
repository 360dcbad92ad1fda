"""Dated rows are never edited: a new row stands in the place of the old one (更正与终止)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from liancun.base import guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Text, _
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.models.dated import Dated

D = TypeVar("D", bound=Dated)
DATED: dict[str, type[Dated]] = {
    "organisation": m.Organisation,
    "post": m.Post,
    "membership": m.Membership,
    "household": m.Household,
    "household_member": m.HouseholdMember,
    "account": m.PayeeAccount,
    "authority": m.PayeeAuthority,
    "duty": m.GridDuty,
}
NOT_COPIED = frozenset(
    ("id", "supersedes", "org_code", "village_code", "mark", "recorded_at", "recorded_by", "on")
)


@dataclass(frozen=True)
class Recorded:
    """What a single act gives (登记结果): of whom, what opens it, and the last day of what it ended.

    `headless`: the households that wait for another head, each with how many are left in it.
    """

    subject: str
    ref: str
    ends: A[str, Text(_("资格到"))] = ""
    headless: A[str, Text(_("等定新户主的户(还有几人)"))] = ""


def must_be_the_registry(org_code: str) -> None:
    """People, households, posts and duties stand in the town's registry alone."""
    if org_code != owner():
        raise Refusal("viewer.not_found")


def the_town() -> str:
    """Whose act it is: the town's. Refused while no town is on record, for then nobody keeps the register."""
    code = owner()
    if not code:
        raise Refusal("registry.no_town")
    return code


def put_in_place(a: Act, old: D, **changes: Any) -> D:
    """Write the row that supersedes `old`, equal but for the changes; the act must be open."""
    model: Any = type(old)
    if model._base_manager.filter(supersedes_id=old.pk).exists():
        raise Refusal("registry.already_corrected", row=old.pk)
    values = {f.name: getattr(old, f.name) for f in model._meta.concrete_fields if f.name not in NOT_COPIED}
    values |= changes
    if values["end"] is not None and values["end"] < values["start"]:
        raise Refusal("registry.ends_before_start", start=str(values["start"]), end=str(values["end"]))
    made: D = a.add(model, **values, supersedes=old, **a.stamp(old.village_code))
    return made


def end_before(a: Act, rows: Iterable[D], day: date) -> None:
    """End each row on the day before; refuses one that began on that day or later."""
    for row in rows:
        if row.start >= day:
            raise Refusal("registry.began_later", start=str(row.start), day=str(day))
        put_in_place(a, row, end=day - timedelta(days=1))


def supersede(kind: str, row_id: int, *, by: Viewer, on: date, **changes: Any) -> int:
    """Correct or end a dated row (更正): a new row stands in its place from now on. Returns its number."""
    model: Any = DATED[kind]
    old = model._base_manager.filter(pk=row_id).first()
    if old is None:
        raise Refusal("viewer.not_found")
    verb = "registry.correct_dated"
    with guards.refusing(), act(verb, old.org_code, by=by, on=on, village_code=old.village_code) as done:
        row = put_in_place(done, old, **changes)
        done.ref = f"{kind}:{row.pk}"
        done.params = {"replaces": row_id, "columns": sorted(changes)}
    return int(row.pk)
