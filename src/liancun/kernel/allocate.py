"""Dividing money so that not one fen is lost or invented (分配).

One rounding rule for every pot: largest remainder, ties by key (最大余额法). A pot is divided once,
whole: dividing it in stages that are later compared can take a fen from someone (the Alabama paradox).
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor


def allocate(total: int, weights: Mapping[str, int | Fraction]) -> dict[str, int]:
    """Divide `total` units in proportion to `weights`; the shares sum to `total` exactly.

    Everyone first gets the whole units due; the few units left go to the largest remainders, equal
    remainders in key order, so that the order of listing never matters. Keys keep their order.
    """
    assert total >= 0, "a pot is never negative"
    assert all(weight >= 0 for weight in weights.values()), "a weight is never negative"
    if total == 0:
        return dict.fromkeys(weights, 0)
    weight_sum = sum(weights.values())
    assert weight_sum > 0, "somebody must have a weight"
    shares: dict[str, int] = {}
    remainders: dict[str, int | Fraction] = {}
    for key, weight in weights.items():
        shares[key], remainders[key] = divmod(total * weight, weight_sum)
    left = total - sum(shares.values())
    assert 0 <= left < len(shares)
    for key in sorted(shares, key=lambda key: (-remainders[key], key))[:left]:
        shares[key] += 1
    assert sum(shares.values()) == total
    return shares


def floor_share(total: int, share: Fraction) -> int:
    """The whole units in `share` of `total`, rounded down."""
    return floor(total * share)


def ceil_share(total: int, share: Fraction) -> int:
    """The whole units in `share` of `total`, rounded up."""
    return ceil(total * share)


def half_up(amount: Fraction) -> int:
    """The nearest whole unit, a half away from zero (四舍五入)."""
    if amount.numerator < 0:
        return -half_up(-amount)
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
