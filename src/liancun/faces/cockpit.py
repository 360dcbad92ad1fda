"""The town's year at a glance (驾驶舱), alike on the page, the command and the API.

It adds nothing to what the rooms say: published figures, work, money by village, land and what grows on it,
the collectives' own income, the company's cash, what waits. To those whose posts reach the whole town.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base.page_cache import kept
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.committee import queries as committee
from liancun.rooms.duties import queries as duties
from liancun.rooms.duties.queries import Alarms
from liancun.rooms.labour import queries as labour
from liancun.rooms.labour.queries import DaysWorked
from liancun.rooms.land import queries as land
from liancun.rooms.land.queries import VillageLand
from liancun.rooms.notices import queries as notices
from liancun.rooms.outcomes import queries as outcomes
from liancun.rooms.outcomes.queries import Figure, OwnIncome
from liancun.rooms.park import queries as park
from liancun.rooms.park.queries import CompanyYear
from liancun.rooms.production import queries as production
from liancun.rooms.production.queries import CropSum, Overview
from liancun.rooms.registry import queries as registry
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import VillageSum


@dataclass(frozen=True)
class Unit:
    """An operating unit (作战单元): its villages that are registered here, their people and land.

    The town's units cover the whole town; which village belongs to which is an assumption of the data.
    """

    name: str
    villages: tuple[str, ...]
    households: int
    persons: int
    plots: int
    measured_centimu: int


@dataclass(frozen=True)
class Waiting:
    """What somebody must still do (待处理): what to put right, rounds to repeat, objections, late tasks."""

    rectifications: int
    overdue: int
    followups: int
    objections: int
    tasks: int


@dataclass(frozen=True)
class Cockpit:
    """A year of the town as it stands on a day (全镇一年). `company` only for those who see its memo.

    org_code  the head cooperative whose work and fields these are; '' where none stands on the day
    money   what people of each village were due or owed, by kind
    rounds  visits overdue, by who gave out the lists
    units, land, fields  as they stand on the day, whatever the year
    """

    year: int
    on: date
    org_code: str
    figures: tuple[Figure, ...]
    units: tuple[Unit, ...]
    villages: tuple[tuple[str, str], ...]
    work: tuple[DaysWorked, ...]
    money: tuple[VillageSum, ...]
    land: tuple[VillageLand, ...]
    fields: tuple[CropSum, ...]
    income: OwnIncome
    company: CompanyYear | None
    waiting: Waiting
    rounds: tuple[Alarms, ...]


_villages = kept(registry.villages)
_days = kept(labour.days_by_month)
_money = kept(settlement.village_year)
_land = kept(land.land_by_class)
_grown = kept(production.overview)
_income = kept(outcomes.own_income)
_alarms = kept(duties.alarms)
_objections = kept(notices.open_objections)
_late_tasks = kept(committee.overdue)
"""Parts of the year, each kept by itself: what is recorded in one room is read anew in that room alone."""


@kept
def cockpit(viewer: Viewer, year: int | None, *, on: date, org_code: str = "") -> Cockpit:
    """The year, the one that has money where none is named.

    The work and fields are those of one cooperative: the one named, else the first in reach.

    Refuses, as not found, whoever does not reach the whole town, and a cooperative that does not stand.
    """
    if not viewer.oversees:
        raise Refusal("viewer.not_found")
    year = year or settlement.year_to_show(viewer, on=on)
    orgs = registry.cooperatives(viewer, on)
    if org_code and org_code not in orgs:
        raise Refusal("viewer.not_found")
    org_code = org_code or "".join(orgs[:1])
    plots = _land(viewer, on=on)
    grown = _grown(viewer, org_code, on=on) if org_code else Overview(on, (), 0, 0, 0)
    villages = _villages(viewer, on=on)
    return Cockpit(
        year,
        on,
        org_code,
        outcomes.figures(viewer),
        _units(villages, plots),
        tuple((row.village_code, row.name) for row in villages),
        _days(viewer, org_code, year) if org_code else (),
        _money(viewer, year),
        plots,
        grown.sums,
        _income(viewer, on=on),
        _company(viewer, year),
        Waiting(
            grown.rectifications,
            grown.overdue,
            grown.followups,
            _objections(viewer),
            _late_tasks(viewer, on=on),
        ),
        _alarms(viewer, on=on),
    )


def _units(villages: Sequence[registry.VillageRow], plots: Sequence[VillageLand]) -> tuple[Unit, ...]:
    found = []
    for name in dict.fromkeys(row.unit for row in villages if row.unit):
        mine = {row.village_code: row for row in villages if row.unit == name}
        areas = [each.areas for each in plots if each.village_code in mine]
        found.append(
            Unit(
                name,
                tuple(row.name for row in mine.values()),
                sum(row.registered for row in mine.values()),
                sum(row.persons for row in mine.values()),
                sum(each.plots for each in areas),
                sum(each.measured_centimu for each in areas),
            )
        )
    return tuple(found)


@kept
def _company(viewer: Viewer, year: int) -> CompanyYear | None:
    if not park.memo_company(viewer):
        return None
    try:
        return park.company_year(viewer, year)
    except Refusal:
        return None


def plot_features(viewer: Viewer, *, on: date) -> Mapping[str, Any]:
    """The plots and villages in reach as two collections of GeoJSON (地图数据), longitude first, in degrees.

    A plot says its class of land, what it is under and, where plantings are in reach, what grows there.
    """
    found = land.plot_map(viewer, on=on)
    crops: dict[str, tuple[str, ...]] = {}
    for org in registry.cooperatives(viewer, on):
        for code, grown in production.crops_by_plot(viewer, org, on=on).items():
            crops[code] = tuple(dict.fromkeys((*crops.get(code, ()), *grown)))
    return {
        "plots": _collection(
            {
                "type": "Feature",
                "properties": {
                    "code": plot.code,
                    "village": plot.village_code,
                    "land_class": plot.land_class,
                    "tenure": plot.tenure,
                    "crops": list(crops.get(plot.code, ())),
                    "measured_centimu": plot.measured_centimu,
                },
                "geometry": _polygon([(float(east), float(north)) for east, north in plot.corners]),
            }
            for plot in found.plots
        ),
        "villages": _collection(
            {
                "type": "Feature",
                "properties": {
                    "code": row.village_code,
                    "name": row.village,
                    "plots": row.plots,
                    "measured_centimu": row.measured_centimu,
                },
                "geometry": _polygon(row.corners),
            }
            for row in found.villages
        ),
        "undrawn": found.undrawn,
    }


def _collection(features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _polygon(corners: Sequence[tuple[float, float]]) -> dict[str, Any]:
    ring = [*corners] if corners[0] == corners[-1] else [*corners, corners[0]]
    return {"type": "Polygon", "coordinates": [ring]}
