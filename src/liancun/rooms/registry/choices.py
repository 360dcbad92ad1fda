"""What the registry offers to choose from (登记里的选项): parties, members, organisations, villages."""

from datetime import date

from liancun.base.choices import FEW, Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.registry.models import Person
from liancun.rooms.registry.queries.names import ORG, names, orgs_on, village_names
from liancun.rooms.registry.queries.places import member_page


def members(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The members of a cooperative, by their number, code or name; none before something is asked."""
    if not asked or not (viewer.sees(org_code) or org_code in viewer.member_of):
        return ()
    found, _total = member_page(viewer, org_code, on=on, search=asked, limit=FEW)
    return tuple((row.party, row.name) for row in found)


def parties(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """People in the viewer's reach and organisations: by code, or the beginning of a name."""
    orgs = matching(((ORG + row.code, row.name) for row in orgs_on(on)), asked) if asked else ()
    return (*people(viewer, org_code, on, asked), *orgs)


def people(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """People in the viewer's reach: by code, or the beginning of a name; none before something is asked."""
    if not asked or not viewer.name:
        return ()
    named = Person.objects.filter(name__istartswith=asked)
    if viewer.village_codes:
        named = named.filter(village_code__in=viewer.village_codes)
    found = [asked, *named.order_by("code").values_list("code", flat=True)[:FEW]]
    known = names(viewer, found)
    return tuple((code, known[code]) for code in found if code in known and not code.startswith(ORG))


SECTIONS = ("section", "branch")


def sections(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The sections and branches that the viewer's posts reach."""
    own = viewer.village_codes
    rows = sorted(
        (row for row in orgs_on(on) if row.kind in SECTIONS and (not own or row.village_code in own)),
        key=lambda row: (row.kind, row.village_code, row.code),
    )
    return matching(((row.code, row.name) for row in rows), asked)


def organisations(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The organisations of the town; who they are is public."""
    return matching(((row.code, row.name) for row in orgs_on(on)), asked)


def villages(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The villages of the town."""
    return matching(village_names().items(), asked)
