"""What duties offer to choose from (责任清单里的选项): kinds of list and visit, duties, lists that stand."""

from datetime import date

from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.duties.facts import lists_standing, terms_on

DECIDED = {"list_kinds": "duties/lists", "duties": "duties/lists"}
"""Choice -> the decision that says what there is to choose."""


def list_kinds(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds of list of the decision in force."""
    return matching(((code, each.name) for code, each in terms_on(org_code, on).lists.items()), asked)


def visit_kinds(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds of visit."""
    return matching(terms_on(org_code, on).visit_kinds.items(), asked)


def duties(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The duties."""
    return matching(((code, each.name) for code, each in terms_on(org_code, on).duties.items()), asked)


def lists(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The lists in force, to those in whose reach the organisation is."""
    if not viewer.sees(org_code):
        return ()
    kinds = terms_on(org_code, on).lists
    found = [each for each in lists_standing(org_code, on).values() if each.days.holds(on)]
    return matching(((each.code, kinds[each.kind].name) for each in found if each.kind in kinds), asked)
