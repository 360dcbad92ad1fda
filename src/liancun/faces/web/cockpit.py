"""The leader's cockpit (驾驶舱): the year in charts, each with its numbers, and the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liancun.base import charters, clock
from liancun.base.viewer import Viewer
from liancun.faces.cockpit import Cockpit, cockpit
from liancun.faces.request import Request
from liancun.faces.web.lists import EVERY
from liancun.faces.web.places import where
from liancun.faces.web.templatetags.liancun import kind_name, said
from liancun.kernel.quantities import format_scaled, format_yuan
from liancun.rooms.labour.queries.orders import PAYERS
from liancun.rooms.land.fields import CLASSES, FORMS
from liancun.rooms.production import queries as production
from liancun.rooms.registry.queries import cooperatives, organisations, register_owner, told_apart

YEARS_BACK: Final = 3
JOINT: Final = "joint_committee"
FEN_PER_10_000_YUAN: Final = 1_000_000
CENTIMU_PER_MU: Final = 100

Unit = Literal["yuan", "mu", "days"]


@dataclass(frozen=True)
class Cell:
    """A number of a chart (图中数): what is drawn, in the chart's small unit, and the page behind it."""

    value: int
    url: str = ""


@dataclass(frozen=True)
class Series:
    """One row of numbers under a name (系列), a cell for each label."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """Their sum."""
        return sum(cell.value for cell in self.cells)


@dataclass(frozen=True)
class Chart:
    """A chart and the table that says the same (图表).

    unit    of the cells: fen drawn as 万元, hundredths of a mu, person-days
    line    whether it is a course over time instead of stacked bars
    """

    id: str
    title: str
    note: str
    unit: Unit
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    line: bool = False
    summed: bool = True

    @property
    def script(self) -> str:
        """The id of the element that holds what is drawn."""
        return f"chart-{self.id}"

    @property
    def drawn(self) -> dict[str, Any]:
        """What the script needs, numbers in the unit that is written at the axis."""
        scale = {"yuan": FEN_PER_10_000_YUAN, "mu": CENTIMU_PER_MU, "days": 1}[self.unit]
        return {
            "labels": self.labels,
            "unit": UNITS[self.unit](),
            "line": self.line,
            "series": [
                {
                    "name": row.name,
                    "values": [cell.value / scale for cell in row.cells],
                    "urls": [cell.url for cell in row.cells],
                }
                for row in self.series
            ],
        }

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, str]], str]]:
        """The table: a label, (number, address) of each series, and their sum where one is meant."""
        shown = {"yuan": format_yuan, "mu": _mu, "days": _count}[self.unit]
        return [
            (
                label,
                [(shown(row.cells[place].value), row.cells[place].url) for row in self.series],
                shown(sum(row.cells[place].value for row in self.series)) if self.summed else "",
            )
            for place, label in enumerate(self.labels)
        ]

    @property
    def sums(self) -> list[str]:
        """The last row of the table, where sums are meant."""
        shown = {"yuan": format_yuan, "mu": _mu, "days": _count}[self.unit]
        if not self.summed:
            return []
        return [*(shown(row.total) for row in self.series), shown(sum(row.total for row in self.series))]

    @property
    def table_unit(self) -> str:
        """What the table counts in."""
        return {"yuan": _("元"), "mu": _("亩"), "days": _("人日")}[self.unit]


UNITS: Final = {"yuan": lambda: _("万元"), "mu": lambda: _("亩"), "days": lambda: _("人日")}


def _mu(area: int) -> str:
    return format_scaled(area, CENTIMU_PER_MU, 2)


def _count(number: int) -> str:
    return f"{number:,}"


@require_GET
def page(request: Request) -> HttpResponse:
    """A year of the whole town."""
    viewer: Viewer = request.viewer
    today = clock.today()
    town = charters.town()
    years = [today.year - back for back in range(YEARS_BACK)]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else None
    found = cockpit(viewer, year, on=today, org_code=request.GET.get("org", ""))
    return render(
        request,
        "web/cockpit.html",
        {
            "cockpit": found,
            "years": sorted({*years, found.year}, reverse=True),
            "place": " · ".join(town.place.parts if town.place else ()),
            "charts": list(charts(found)),
            "met": sum(each.met == "met" for each in found.figures),
            "computed": sum(each.met != "not_computed" for each in found.figures),
            "map": map_words(viewer),
            "town": register_owner(),
            "joint": next((row.code for row in organisations(viewer, on=today, kind=JOINT)), ""),
            "coops": told_apart(cooperatives(viewer, today)),
        },
    )


def charts(found: Cockpit) -> Iterable[Chart]:
    """The charts in reading order; one with nothing in it is left out."""
    drawn = [_money(found), _fields(found), _income(found)]
    if found.org_code:
        drawn.insert(0, _work(found))
    if found.company:
        drawn.append(_company(found))
    return [chart for chart in drawn if chart.series]


def _lines(**asked: Any) -> str:
    """The list of the lines behind a sum."""
    return f"{reverse('list', args=[EVERY, 'settlement', 'year'])}?{urlencode(asked)}"


def _address(name: str, *args: Any, **asked: Any) -> str:
    query = urlencode({key: value for key, value in asked.items() if value != ""})
    return reverse(name, args=args) + (f"?{query}" if query else "")


def _work(found: Cockpit) -> Chart:
    months = [f"{found.year}-{month:02d}" for month in range(1, 13)]
    days = {(row.payer, row.month): row.days for row in found.work}
    there = reverse("list", args=[found.org_code, "labour", "days"]) + "?period={}&state=accepted"
    series = [
        Series(
            _(word),
            tuple(Cell(days.get((payer, month), 0), there.format(month)) for month in months),
        )
        for payer, word in PAYERS
        if any(row.payer == payer for row in found.work)
    ]
    note = _("有验收的出勤,一人一天算一次;日均人数见上面的指标")
    labels = tuple(_("{month}月").format(month=int(month[5:])) for month in months)
    return Chart("work", _("每月务工"), note, "days", labels, tuple(series))


def _money(found: Cockpit) -> Chart:
    sums = {(row.kind, row.village_code): row.amount_fen for row in found.money}
    kinds = dict.fromkeys(row.kind for row in found.money if row.direction == "pay")
    series = [
        Series(
            kind_name(kind),
            tuple(
                Cell(
                    sums.get((kind, code), 0),
                    _lines(year=found.year, kind=kind, village_code=code),
                )
                for code, _name in found.villages
            ),
        )
        for kind in kinds
    ]
    note = _("已入账的个人款项,按所属年份,不论哪天付")
    labels = tuple(name for _code, name in found.villages)
    return Chart("money", _("各村农户得的钱"), note, "yuan", labels, tuple(series))


def _fields(found: Cockpit) -> Chart:
    crops = dict.fromkeys((row.crop, row.storey, row.crop_name, row.storey_name) for row in found.fields)
    areas = {(row.crop, row.storey, row.village_code): row.area_centimu for row in found.fields}
    series = [
        Series(
            f"{said(crop_name)}({said(storey_name)})",
            tuple(
                Cell(
                    areas.get((crop, storey, code), 0),
                    _address(
                        "list",
                        found.org_code,
                        "production",
                        "plantings",
                        crop=crop,
                        storey=storey,
                        village_code=code,
                    ),
                )
                for code, _name in found.villages
            ),
        )
        for crop, storey, crop_name, storey_name in crops
    ]
    note = _("同一块地可以有几层,各层不能相加")
    labels = tuple(name for _code, name in found.villages)
    return Chart("fields", _("现在地上种的"), note, "mu", labels, tuple(series), summed=False)


def _income(found: Cockpit) -> Chart:
    names = dict.fromkeys(
        (account, name) for total in found.income.totals for account, name, _fen in total.accounts
    )
    years = [total.year for total in found.income.totals]

    def cell(row: Any, year: int, account: str) -> Cell:
        of_year = next(each for each in row.years if each.year == year)
        fen = next((fen for code, _name, fen in of_year.accounts if code == account), 0)
        return Cell(fen, where(f"entries:{row.org_code}/{year}/{account}"))

    series = [
        Series(f"{year} {said(name)}", tuple(cell(row, year, account) for row in found.income.rows))
        for year in years
        for account, name in names
    ]
    shown = tuple(row for row in series if row.total)
    note = _("取自各村集体自己的账,补助不算自身收入;账从 {since} 建起,以前没有数").format(
        since=found.income.since
    )
    labels = tuple(row.village for row in found.income.rows)
    return Chart("income", _("村集体自身收入"), note, "yuan", labels, shown)


def _company(found: Cockpit) -> Chart:
    assert found.company
    quarters = found.company.quarters
    url = _address("list", found.company.org_code, "park", "cash", year=found.year)
    series = (
        Series(_("托底前"), tuple(Cell(row.before_support_fen, url) for row in quarters)),
        Series(_("期末"), tuple(Cell(row.closing_fen, url) for row in quarters)),
    )
    low = found.company.low
    note = _("备查,不是账:最低点在第 {quarter} 季,母公司托底前 {yuan} 元").format(
        quarter=low.quarter, yuan=format_yuan(low.before_support_fen)
    )
    labels = tuple(_("第 {quarter} 季").format(quarter=row.quarter) for row in quarters)
    return Chart("company", _("公司资金"), note, "yuan", labels, series, line=True, summed=False)


def map_words(viewer: Viewer) -> dict[str, Any]:
    """What the map's script says, and where it asks and leads to; no data."""
    today = clock.today()
    names: dict[str, str] = {}
    for org in cooperatives(viewer, today):
        names |= production.crop_names(org, on=today)
    return {
        "data": reverse("api:plot_map"),
        "plot": reverse("plot", args=["PLOT"]),
        "by": {
            "tenure": {**{code: _(word) for code, word in FORMS[:2]}, "own": _("自己经营")},
            "land_class": {code: _(word) for code, word in CLASSES},
            "crop": {code: said(name) for code, name in names.items()} | {"": _("没有种植")},
        },
        "unit": _("亩"),
        "open": _("打开地块"),
        "fails": _("这个浏览器画不了地图;下面的表和地块清单是同样的内容"),
    }


urlpatterns = [
    path("cockpit/", page, name="cockpit"),
]
