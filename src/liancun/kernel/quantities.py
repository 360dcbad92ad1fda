"""Quantities as people write them, and as we keep them (数量): integers with the unit last.

Reading never rounds: a third decimal of a yuan is refused, not dropped.
"""

import re
from fractions import Fraction

FEN_PER_YUAN = 100
G_PER_KG = 1000
CENTIMU_PER_MU = 100

# A Chinese spreadsheet shows a negative amount as ¥-12.00, people write -¥12.00.
_DECIMAL = re.compile(
    r"(?:(?P<before>[+-])[¥￥]|[¥￥]?(?P<sign>[+-]?))(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?"
)
_PERCENT = re.compile(r"(\d+)(?:\.(\d+))?%")
_RATIO = re.compile(r"(\d+)/(\d+)")


def parse_scaled(text: str, scale: int) -> int:
    """Read a decimal as a whole number of 1/`scale` units: parse_scaled("12.30", 100) is 1230.

    Raises ValueError where the text is no decimal or is finer than the unit.
    """
    match = _DECIMAL.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    whole, decimals = match["whole"].replace(",", ""), match["part"] or ""
    amount = Fraction(int(whole + decimals), 10 ** len(decimals)) * scale
    if amount.denominator != 1:
        raise ValueError(text)
    return -amount.numerator if "-" in (match["before"], match["sign"]) else amount.numerator


def format_scaled(amount: int, scale: int, decimals: int, *, grouped: bool = True) -> str:
    """Write a scaled integer as a decimal: format_scaled(123456, 100, 2) is "1,234.56"."""
    assert scale == 10**decimals
    whole, rest = divmod(abs(amount), scale)
    sign = "-" if amount < 0 else ""
    body = f"{whole:,}" if grouped else str(whole)
    return f"{sign}{body}.{rest:0{decimals}d}" if decimals else f"{sign}{body}"


def parse_yuan(text: str) -> int:
    """Read yuan as fen: "¥30.00", "1,234.5", "-2" and "¥-2" are allowed, "0.001" is not."""
    return parse_scaled(text, FEN_PER_YUAN)


def format_yuan(amount_fen: int) -> str:
    """Write fen as yuan with two decimals and grouped thousands (元)."""
    return format_scaled(amount_fen, FEN_PER_YUAN, 2)


def parse_share(text: str) -> Fraction:
    """Read a rate as an exact fraction: "60%", "2.5%" or "3/5"."""
    if match := _PERCENT.fullmatch(text.strip()):
        decimals = match.group(2) or ""
        return Fraction(int(match.group(1) + decimals), 100 * 10 ** len(decimals))
    if (match := _RATIO.fullmatch(text.strip())) and int(match.group(2)):
        return Fraction(int(match.group(1)), int(match.group(2)))
    raise ValueError(text)


def format_share(share: Fraction) -> str:
    """Write a rate as a percentage where that is exact, else as a ratio: "60%", "1/3"."""
    basis_points = share * 10_000
    if basis_points.denominator == 1:
        whole, rest = divmod(abs(basis_points.numerator), 100)
        sign = "-" if basis_points < 0 else ""
        return sign + f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"
    return f"{share.numerator}/{share.denominator}"
