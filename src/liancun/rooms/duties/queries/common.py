"""What the readers of duties share (责任查询)."""

from liancun.base.viewer import Viewer
from liancun.kernel.fields import Text, _

HEAD = Text(_("户"), link="ref")
VILLAGE_NAME = Text(_("村"))


def villages_seen(viewer: Viewer, org_code: str) -> tuple[str, ...] | None:
    """The villages of an organisation's duties in reach; None is all. Refuses who does not see it at all."""
    viewer.must_see(org_code)
    return None if viewer.oversees or not viewer.village_codes else tuple(sorted(viewer.village_codes))
