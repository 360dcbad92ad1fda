"""The land as workbooks (土地工作簿): plots, rights, contracts, filings; then what the year changed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from liancun.scenario import constants as c
from liancun.scenario import land
from liancun.scenario.land import Plot
from liancun.scenario.registry_books import Book
from liancun.scenario.world import World

USES: Final = {"shares": "种植刺梨", "lease": "种植刺梨及林下育苗", "second": "林下套种地参"}
REMEASURED: Final = (-35, 28)
"""How much larger the two plots of July had been written, in hundredths of a mu."""


def land_books(world: World) -> Iterator[Book]:
    """What stood on 1 January, a workbook for each village, and the head's contracts."""
    before = {plot.code: plot.measured - change for plot, change in _remeasured(world)}
    for village in world.town.villages:
        here = [plot for plot in world.land.plots if plot.village is village]
        rows = [_plot(world, plot, before.get(plot.code, plot.measured), land.CONTRACTED) for plot in here]
        yield Book("plots", village.slug, c.FIRST_DAY, rows)
        yield Book("plot_rights", village.slug, c.FIRST_DAY, [_right(plot) for plot in here])
    yield from _contract_books(world, c.FIRST_DAY, late=False)


def joined_books(world: World) -> Iterator[Book]:
    """The contracts of those who put their land in in April."""
    yield from _contract_books(world, land.JOINED_LATE, late=True)


def _contract_books(world: World, day: date, *, late: bool) -> Iterator[Book]:
    """Contracts, and what each village filed of them."""
    found = [each for each in world.land.contracts if (each.start == land.JOINED_LATE) == late]
    part = "late" if late else ""
    if found:
        yield Book("land_contracts", c.HEAD, day, [_contract(each) for each in found], part)
    for village in world.town.villages:
        rows = [
            {
                "contract": each.number, "filed_on": signed(each.start) + timedelta(days=12),
                "document": f"备案-{village.slug}-{each.number}",
            }
            for each in found
            if each.plots[0].village is village
        ]  # fmt: skip
        if rows:
            yield Book("contract_filings", village.slug, day, rows, part)


def measured_books(world: World) -> Iterator[Book]:
    """Two plots measured anew in July."""
    for plot, _change in _remeasured(world):
        row = _plot(world, plot, plot.measured, land.MEASURED_ANEW) | {
            "document": f"复测记录2025-{plot.place:03d}"
        }
        yield Book(
            "plots", plot.village.slug, land.MEASURED_ANEW + timedelta(days=9), [row], f"anew-{plot.code}"
        )


def _remeasured(world: World) -> list[tuple[Plot, int]]:
    return list(zip(world.land.measured_anew, REMEASURED, strict=True))


def signed(start: date) -> date:
    """Contracts are signed some weeks before they begin."""
    return start - timedelta(days=25)


def _plot(world: World, plot: Plot, measured: int, start: date) -> dict[str, Any]:
    return {
        "code": plot.code, "name": f"{plot.village.name}第{plot.place}块", "land_class": plot.land_class,
        "slope_deg": plot.slope_deg, "grade": f"{3 + plot.place % 4}等",
        "contract_centimu": plot.contracted, "registered_centimu": plot.registered,
        "measured_centimu": measured,
        "boundary": f"东至{plot.place % 7 + 1}号路,南至沟,西至{plot.place % 5 + 1}号坎,北至林",
        "outline": world.outlines[plot.code], "start": start,
        "document": f"确权登记2016-{plot.village.slug}",
    }  # fmt: skip


def _right(plot: Plot) -> dict[str, Any]:
    household = plot.kind != "C"
    return {
        "plot": plot.code, "holder": plot.holder, "start": land.CONTRACTED,
        "end": land.CONTRACT_END if household else None,
        "document": f"承包合同1998-{plot.holder}" if household else "集体土地所有权证",
    }  # fmt: skip


def _contract(each: land.Contract) -> dict[str, Any]:
    return {
        "number": each.number, "form": each.form, "giver": each.giver, "payer": each.payer,
            "taker": each.payer if each.form == "lease" else "O:head",
            "plots": " ".join(plot.code for plot in each.plots), "use": USES[each.form],
            "start": each.start, "end": each.end, "rate_fen": each.rate_fen, "pay_by": "12-31",
            "rights": "受让方按约定用途经营并按期付款;出让方不干涉正常经营,可查账",
            "compensation": "土地补偿归出让方,地上附着物归投入方",
            "breach": "逾期付款按日万分之五;擅自改变用途可解除",
            "signed_on": signed(each.start), "document": f"合同文本{each.number}",
        }  # fmt: skip
