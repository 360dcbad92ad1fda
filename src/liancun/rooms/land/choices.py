"""What land offers to choose from (土地里的选项): who holds it, who takes and pays."""

from datetime import date

from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.land.rules import COLLECTIVE
from liancun.rooms.registry.choices import contracting_households
from liancun.rooms.registry.queries.names import orgs_on


def parties(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Organisations: who takes land, who pays for it."""
    return matching(((COLLECTIVE + row.code, row.name) for row in orgs_on(on)), asked) if asked else ()


def holders(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Contracting households by code or their head's name, and organisations."""
    return (*contracting_households(viewer, org_code, on, asked), *parties(viewer, org_code, on, asked))
