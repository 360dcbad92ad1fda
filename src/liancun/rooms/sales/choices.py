"""What sales offer to choose from (销售里的选项): goods, and who has bought."""

from datetime import date

from liancun.base import charters
from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.sales.queries import buyers as known_buyers
from liancun.rooms.sales.rules import SalesTerms

DECIDED = {"goods": "sales/goods"}
"""Choice -> the decision that says what there is to choose."""


def goods(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """What may be sold on a day."""
    terms = charters.in_force(SalesTerms, on=on, org=org_code)
    return matching(((code, each.name) for code, each in terms.goods.items()), asked)


def buyers(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Who has bought or paid."""
    if not viewer.sees(org_code):
        return ()
    return matching(((row.buyer, row.name) for row in known_buyers(viewer, org_code)), asked)
