"""What deliveries offer to choose from (交售里的选项): products, grades, weighing points."""

from datetime import date

from liancun.base import charters
from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.deliveries.queries import sites_of
from liancun.rooms.deliveries.rules import WeighingTerms

DECIDED = {"products": "deliveries/weighing", "grades": "deliveries/weighing"}
"""Choice -> the decision that says what there is to choose."""


def products(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """What is taken in on a day."""
    terms = charters.in_force(WeighingTerms, on=on, org=org_code)
    return matching(((code, each.name) for code, each in terms.products.items()), asked)


def grades(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The grades of all that is taken in."""
    terms = charters.in_force(WeighingTerms, on=on, org=org_code)
    found = sorted({grade for each in terms.products.values() for grade in each.grades})
    return matching(((grade, grade) for grade in found), asked)


def sites(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The weighing points in reach."""
    return matching(sites_of(viewer, org_code), asked)
