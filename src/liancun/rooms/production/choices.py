"""What production offers to choose from (种植里的选项): crops, apiaries."""

from datetime import date

from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.rooms.production.models import Facility
from liancun.rooms.production.queries import crop_names

DECIDED = {"crops": "production/crops"}
"""Choice -> the decision that says what there is to choose."""


def crops(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The crops in force on a day."""
    return matching(crop_names(org_code, on=on).items(), asked)


def apiaries(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The bee houses in reach that stand on a day."""
    rows = viewer.limit(
        Facility.objects.filter(org_code=org_code, kind=Facility.Kind.BEE_HOUSE, start__lte=on)
    )
    return matching(rows.order_by("code").values_list("code", "name"), asked)
