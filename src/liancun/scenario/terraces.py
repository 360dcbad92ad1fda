"""Where the demo's plots lie (地块位置): terraces along a slope, each plot as large as it measures. Made up.

A village's land is laid in bands from the ridge down: the collective's hill land above, the households'
plots below it, a household's own beside each other. Shearing the bands into the curve of a slope keeps areas.
"""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from random import Random
from typing import Final

from liancun.kernel.quantities import CENTIMU_PER_MU
from liancun.scenario import constants as c
from liancun.scenario.land import Plot

M2_PER_MU: Final = 10_000 / 15
JIAXI: Final = (104.72, 25.82)
"""Where the first village lies, in degrees: in Panzhou, at no village's true place; the others around it."""
AROUND_M: Final = 3_100
METRES: Final = (100_220, 110_780)
"""Metres of a degree of longitude and of latitude there."""
HILL_BAND_M: Final = 260
BANDS_M: Final = (45, 60, 75, 90, 55)
WAVE_M: Final = 170

Point = tuple[float, float]


def outlines(plots: Sequence[Plot], town: c.Town) -> dict[str, str]:
    """Plot -> its corners as the workbook writes them."""
    found: dict[str, str] = {}
    for place, village in enumerate(town.villages):
        mine = [plot for plot in plots if plot.village is village]
        east, north = _middle(place, len(town.villages))
        turn, random = place * 0.7, Random(f"{town.seed}:terraces:{village.slug}")
        for code, corners in _bands(_in_order(mine, random), random):
            placed = (_turned(corner, turn) for corner in corners)
            found[code] = "; ".join(
                f"{east + x / METRES[0]:.6f} {north + y / METRES[1]:.6f}" for x, y in placed
            )
    return found


def _middle(place: int, villages: int) -> Point:
    """The first village in the middle, the others in a ring around it."""
    if not place:
        return JIAXI
    angle = 2 * pi * (place - 1) / (villages - 1)
    return (
        JIAXI[0] + AROUND_M * cos(angle) / METRES[0],
        JIAXI[1] + AROUND_M * sin(angle) / METRES[1],
    )


def _in_order(plots: Sequence[Plot], random: Random) -> list[Plot]:
    """Hill land first, then household by household in no order of theirs."""
    holders = sorted({plot.holder for plot in plots if plot.kind != "C"})
    random.shuffle(holders)
    rank = {holder: place for place, holder in enumerate(holders)}
    return sorted(plots, key=lambda plot: (plot.kind != "C", rank.get(plot.holder, 0), plot.place))


def _bands(plots: Sequence[Plot], random: Random) -> Iterator[tuple[str, list[Point]]]:
    """The plots side by side in bands of a height each, from the top down, around the middle."""
    areas = {plot.code: plot.measured / CENTIMU_PER_MU * M2_PER_MU for plot in plots}
    width = sum(areas.values()) ** 0.5
    x, top, high = 0.0, width / 2, HILL_BAND_M
    hill = True
    for plot in plots:
        if x >= width or (hill and plot.kind != "C"):
            hill = plot.kind == "C"
            x, top = 0.0, top - high
            high = HILL_BAND_M if hill else random.choice(BANDS_M)
        wide = areas[plot.code] / high
        left, right = x - width / 2, x + wide - width / 2
        yield (
            plot.code,
            [
                (left, _sheared(left, top - high, width)),
                (right, _sheared(right, top - high, width)),
                (right, _sheared(right, top, width)),
                (left, _sheared(left, top, width)),
            ],
        )
        x += wide


def _sheared(x: float, y: float, width: float) -> float:
    return y + WAVE_M * sin(2 * pi * x / width)


def _turned(point: Point, angle: float) -> Point:
    x, y = point
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)
