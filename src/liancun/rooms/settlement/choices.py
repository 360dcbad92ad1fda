"""What settlement offers to choose from (结算里的选项): kinds of money, and those whose lines they are."""

from datetime import date

from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.registry import choices as registry
from liancun.rooms.settlement import queries


def kinds(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Every kind of money, by its title; open to anyone."""
    return matching(((row.name, row.title) for row in queries.kinds(viewer)), asked)


def drafted(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds whose runs the viewer drafts for an organisation."""
    own = queries.drafts(viewer, org_code)
    return matching(((row.name, row.title) for row in own), asked)


def subjects(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """People, organisations and households, by code or name."""
    return (
        *registry.parties(viewer, org_code, on, asked),
        *registry.households(viewer, org_code, on, asked),
    )
