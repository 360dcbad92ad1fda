"""Whether a counted figure meets the published one (成效对照): docs/figures.md 1. Pure.

A quotient is judged as a fraction, never rounded first. A figure whose room is not built is never met.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final, Literal

from liancun.charter.report import Published
from liancun.kernel import half_up
from liancun.kernel.fields import A, Code, Many, _
from liancun.kernel.quantities import format_scaled

MET: Final = "met"
NOT_MET: Final = "not_met"
NOT_COMPUTED: Final = "not_computed"

Met = Literal["met", "not_met", "not_computed"]


@dataclass(frozen=True)
class Counted:
    """What the records gave (计算数): `shown` as people read it, `faults` what spoils it."""

    shown: str
    numerator: int
    denominator: int | None = None
    faults: tuple[tuple[str, int], ...] = ()
    also: tuple[tuple[str, int], ...] = ()


def judge(published: Published, counted: Counted | None) -> Met:
    """met, not_met, or not_computed where nothing computes it."""
    if counted is None:
        return NOT_COMPUTED
    if any(count for _name, count in counted.faults):
        return NOT_MET
    if counted.denominator is None:
        value = Fraction(counted.numerator)
    elif counted.denominator <= 0:
        return NOT_MET
    else:
        value = Fraction(counted.numerator, counted.denominator)
    return MET if _holds(published, value) else NOT_MET


def _holds(published: Published, value: Fraction) -> bool:
    if published.test == "exact":
        return value == published.low
    if published.test == "more_than":
        return value > published.low
    if published.test == "between":
        return published.low <= value <= published.high
    return value == 1


def shown_mean(numerator: int, denominator: int, decimals: int) -> str:
    """A quotient as people read it, half up to some decimals; a dash where there is nothing to divide by."""
    if denominator <= 0:
        return "—"
    scale = 10**decimals
    return format_scaled(half_up(Fraction(numerator * scale, denominator)), scale, decimals)


def with_needs(rows: dict[str, Met], needs: dict[str, str]) -> dict[str, Met]:
    """A met figure whose needed figure is not met is not met either."""
    return {
        name: NOT_MET if met == MET and needs.get(name) and rows[needs[name]] != MET else met
        for name, met in rows.items()
    }


@dataclass(frozen=True)
class OwnIncomeTerms:
    """What counts as a village collective's own income (村集体自身收入): decision `outcomes/own_income`.

    accounts  accounts of the collectives' chart; what the state gives (补助收入) is not their own
    """

    clause: str
    accounts: A[tuple[str, ...], Many(_("算自身收入的科目"), each=Code(_("科目")))]

    DECISION: ClassVar[str] = "outcomes/own_income"


CHARTERS = (OwnIncomeTerms,)
