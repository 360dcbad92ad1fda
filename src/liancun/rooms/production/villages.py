"""The village of each row of a workbook (各行是哪个村的): whoever acts for one village brings in its own."""

from collections.abc import Iterable, Sequence

from liancun.base.importing import Row
from liancun.base.watermark import Watermark
from liancun.rooms.production import facts
from liancun.rooms.production.models import Facility, Inspection, Planting


def of_plot(rows: Sequence[Row], org_code: str) -> list[str]:
    """By the plot that is planted."""
    return _by(rows, "plot", facts.plot_villages(Watermark.now(facts.watched(org_code))).items())


def of_planting(rows: Sequence[Row], org_code: str) -> list[str]:
    """By the planting something is recorded of."""
    found = Planting.objects.filter(org_code=org_code).values_list("number", "village_code")
    return _by(rows, "planting", found)


def of_apiary(rows: Sequence[Row], org_code: str) -> list[str]:
    """By the bee house that is counted."""
    return _by(rows, "apiary", Facility.objects.filter(org_code=org_code).values_list("code", "village_code"))


def of_inspection(rows: Sequence[Row], org_code: str) -> list[str]:
    """By the round that is followed up."""
    found = Inspection.objects.filter(org_code=org_code).values_list("number", "village_code")
    return _by(rows, "inspection", found)


def as_written(rows: Sequence[Row], _org_code: str) -> list[str]:
    """As the row itself says."""
    return [row["village"] for row in rows]


def _by(rows: Sequence[Row], column: str, known: Iterable[tuple[str, str]]) -> list[str]:
    villages = dict(known)
    return [villages.get(row[column], "") for row in rows]
