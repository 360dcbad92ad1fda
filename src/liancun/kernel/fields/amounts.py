"""Amounts (数量): integers with their unit, read exactly and never rounded; rates as fractions."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar

from liancun.kernel.fields.field import Field, Wrong, _
from liancun.kernel.quantities import format_scaled, format_share, parse_scaled, parse_share

BIGGEST = 2**63 - 1
USUAL_MOST = 10**15
"""What an amount stays under unless its field says otherwise: ten trillion yuan in fen."""


ENDS = {
    ("least", "most"): "import.out_of_range",
    ("least",): "import.too_small",
    ("most",): "import.too_great",
}
"""What is wrong with a value beyond its bounds, by the bounds there are."""


def out_of(value: str, bounds: Mapping[str, str | int]) -> Wrong:
    """A value beyond its bounds, which may be one or two."""
    return Wrong(ENDS[tuple(sorted(bounds))], value=value, **bounds)


@dataclass(frozen=True)
class Amount(Field):
    """An exact number kept as a whole number of 1/`scale` units (数量). Bounds are in those units."""

    least: int | None = 0
    most: int | None = USUAL_MOST

    scale: ClassVar[int] = 1
    decimals: ClassVar[int] = 0
    right: ClassVar[bool] = True
    sums: ClassVar[bool] = True

    @property
    def titled(self) -> str:
        return self.heading or (f"{self.label}({self.unit})" if self.unit else self.label)

    def read(self, raw: Any) -> int:
        number = self._of_text(unicodedata.normalize("NFKC", str(raw)))
        self._bounded(number, raw)
        return number

    def _of_text(self, raw: str) -> int:
        try:
            return parse_scaled(raw, self.scale)
        except ValueError:
            fine = re.match(r"^[+-]?[\d,]+\.\d+$", raw)
            code = "import.too_fine" if fine else "import.number"
            raise Wrong(code, value=raw[:40], scale=self.scale) from None

    def _bounded(self, number: int, raw: Any) -> None:
        if abs(number) > BIGGEST:
            raise Wrong("import.too_big", value=str(raw)[:40])
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            ends = {"least": self.least, "most": self.most}
            raise out_of(
                str(raw)[:40], {name: self.entry(end) for name, end in ends.items() if end is not None}
            )

    def typed(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong("field.not_whole", value=str(value)[:40])
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong("import.number", value=str(value)[:40])
        self._bounded(value, value if self.scale == 1 else self.entry(value))

    def text(self, value: int) -> str:
        return format_scaled(value, self.scale, self.decimals)

    def entry(self, value: int) -> str:
        return format_scaled(value, self.scale, self.decimals, grouped=False)

    def schema(self) -> dict[str, Any]:
        ends = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer"} | {name: end for name, end in ends.items() if end is not None}


@dataclass(frozen=True)
class Whole(Amount):
    """A whole number (整数); `of` is what it counts, a marked text: 人, 株, 分."""

    of: str = ""


@dataclass(frozen=True)
class Seen(Whole):
    """At which number something was read (看到的序号): a page carries it along, nobody types it there."""


@dataclass(frozen=True)
class Minutes(Amount):
    """How long something lasts (分钟)."""

    unit: ClassVar[str] = _("分钟")


@dataclass(frozen=True)
class Yuan(Amount):
    """Money kept in fen (元)."""

    scale: ClassVar[int] = 100
    decimals: ClassVar[int] = 2
    unit: ClassVar[str] = _("元")


@dataclass(frozen=True)
class _Trimmed(Amount):
    """An amount shown with no more decimals than it has, and no fewer than `shown_decimals`."""

    shown_decimals: ClassVar[int] = 0

    def text(self, value: int) -> str:
        return self._trimmed(super().text(value))

    def entry(self, value: int) -> str:
        return self._trimmed(super().entry(value))

    def _trimmed(self, text: str) -> str:
        whole, _dot, decimals = text.partition(".")
        decimals = decimals.rstrip("0").ljust(self.shown_decimals, "0")
        return f"{whole}.{decimals}" if decimals else whole


@dataclass(frozen=True)
class Kilos(_Trimmed):
    """A weight kept in grams (公斤)."""

    scale: ClassVar[int] = 1000
    decimals: ClassVar[int] = 3
    unit: ClassVar[str] = _("公斤")
    shown_decimals: ClassVar[int] = 1


@dataclass(frozen=True)
class Mu(Amount):
    """An area kept in hundredths of a mu (亩)."""

    scale: ClassVar[int] = 100
    decimals: ClassVar[int] = 2
    unit: ClassVar[str] = _("亩")


@dataclass(frozen=True)
class WorkDays(_Trimmed):
    """Work kept in hundredths of a day (工日)."""

    scale: ClassVar[int] = 100
    decimals: ClassVar[int] = 2
    unit: ClassVar[str] = _("天")


@dataclass(frozen=True)
class Hours(_Trimmed):
    """Work kept in hundredths of an hour (小时)."""

    scale: ClassVar[int] = 100
    decimals: ClassVar[int] = 2
    unit: ClassVar[str] = _("小时")


@dataclass(frozen=True)
class Thousandths(_Trimmed):
    """A quantity of goods kept in thousandths of what it is counted by (千分单位); `of` names that: 株."""

    of: str = ""

    scale: ClassVar[int] = 1000
    decimals: ClassVar[int] = 3


@dataclass(frozen=True)
class Quantity(Field):
    """A quantity whose unit another field of the row names (数量), by that field's value.

    `of` names the source that says which of `kinds` each value of that field means, where it is none itself.
    A unit of one's own stands behind its kind: "piece:株".
    """

    by: str = ""
    of: str = ""
    kinds: tuple[tuple[str, Amount], ...] = ()
    right: ClassVar[bool] = True

    def kind(self, unit: str) -> Amount:
        """The field of an amount in this unit."""
        name, _colon, of = unit.partition(":")
        found = dict(self.kinds)[name]
        return replace(found, of=of) if of and isinstance(found, Thousandths) else found

    def text(self, value: Any) -> str:
        raise AssertionError("a quantity is written by its unit: kind(unit).text(value)")


@dataclass(frozen=True)
class Share(Field):
    """A rate (比例): "60%", "3/5"."""

    right: ClassVar[bool] = True

    def read(self, raw: Any) -> Fraction:
        try:
            share = parse_share(unicodedata.normalize("NFKC", str(raw)))
        except ValueError:
            raise Wrong("field.share", value=str(raw)[:40]) from None
        self.check(share)
        return share

    def check(self, value: Any) -> None:
        if not isinstance(value, Fraction) or not 0 <= value <= 1:
            raise Wrong("field.share", value=str(value)[:40])

    def text(self, value: Any) -> str:
        return format_share(Fraction(value))
