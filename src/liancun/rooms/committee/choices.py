"""What the room offers to choose from (议事里的选项): bodies, kinds of matter, matters in four steps."""

from datetime import date

from liancun.base import charters, decisions
from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.committee import facts, joint_blocks
from liancun.rooms.committee.models import (
    FourSteps,
    JointPart,
    PooledResource,
)
from liancun.rooms.committee.rules import EVERY_BODY, Bodies, Matters
from liancun.rooms.registry import facts as registered
from liancun.rooms.registry import queries as registry


def bodies(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The bodies an organisation has; all there are where none is named."""
    forms = charters.in_force(Bodies, on=on, org=org_code).forms
    kind = next((row.kind for row in registry.organisations(viewer, on=on) if row.code == org_code), "")
    names = dict(EVERY_BODY)
    found = ((code, names[code]) for code, form in forms.items() if not kind or kind in form.at)
    return matching(found, asked)


def matters(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds of matter there are."""
    kinds = charters.in_force(Matters, on=on, org=org_code).kinds
    return matching(((code, kind.name) for code, kind in kinds.items()), asked)


def four_steps(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The matters of an organisation that go through the four steps, the latest first."""
    if not viewer.sees(org_code):
        return ()
    rows = FourSteps.objects.filter(org_code=org_code).order_by("-pk")
    return matching(rows.values_list("code", "title"), asked)


def parts(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The joint resolutions that wait for a village, by the item they were passed as."""
    if not viewer.sees(org_code):
        return ()
    rows = list(JointPart.objects.select_related("resolved").filter(at_org=org_code).order_by("-pk"))
    states = facts.part_states([row.pk for row in rows])
    open_ones = [row for row in rows if states[row.pk][0] not in ("passed", "on_agenda")]
    return matching(((str(row.pk), row.resolved.subject) for row in open_ones), asked)


def towns_blocks(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The blocks of the charter that hold in the whole town and that nobody has bound by a vote."""
    blocks = registered.towns_blocks()
    decided = registered.resolved_blocks(each.id for each in blocks) | joint_blocks.carried()
    found = [
        (each.id, f"{decisions.title_of(each)} {each.start}") for each in blocks if each.id not in decided
    ]
    return matching(found, asked)


def units(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The operating units that villages belong to."""
    return matching(((unit, unit) for unit in registered.unit_villages()), asked)


def resources(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """What villages pooled, where the organisation is in reach."""
    if not viewer.sees(org_code):
        return ()
    rows = PooledResource.objects.filter(org_code=org_code).order_by("code")
    return matching(rows.values_list("code", "title"), asked)


def passed(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The resolutions that carried, where the organisation's are this viewer's to read."""
    return matching(registered.carried(org_code) if viewer.sees(org_code) else (), asked)
