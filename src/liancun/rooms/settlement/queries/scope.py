"""Which runs and lines a viewer reaches (可见范围)."""

from typing import Any

from django.db.models import Q, QuerySet

from liancun.base.viewer import Viewer
from liancun.rooms.settlement import facts, gateways, rules
from liancun.rooms.settlement.models import Run, RunEvent, RunLine

PAGE = 50
BIGGEST = 2**63 - 1
"""The greatest number a record may have."""


def runs_in_reach(viewer: Viewer) -> Any:
    """The runs in reach, each with its state."""
    rows = viewer.limit(Run.objects.all()) if viewer.posts or viewer.oversees else Run.objects.none()
    return facts.with_state(rows)


def lines_in_reach(viewer: Viewer) -> QuerySet[RunLine]:
    """The lines in reach: those of the viewer's organisations, and the viewer's own once published."""
    if viewer.oversees:
        return RunLine.objects.all()
    shown = RunEvent.objects.filter(state__in=(rules.PUBLISHED, rules.CONFIRMED)).values("run_id")
    own = own_lines(viewer) & Q(run_id__in=shown)
    return RunLine.objects.filter(own | viewer.reach() if viewer.posts else own)


def own_lines(viewer: Viewer) -> Q:
    """The lines that are the viewer's or the viewer's household's."""
    own = gateways.comes_to(viewer)
    homes = [*viewer.households, *gateways.contracting_homes(viewer)]
    parties = [viewer.party] if viewer.party else []
    return own | Q(subject__in=[*homes, *parties])
