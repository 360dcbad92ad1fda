"""What sheets offer to choose from (可带走的表)."""

from datetime import date

from liancun.base.choices import Offered
from liancun.base.viewer import Viewer
from liancun.rooms.sheets.kinds import known


def kinds(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds of sheets that can be taken along."""
    return [(kind.name, kind.title) for kind in known().values()]
