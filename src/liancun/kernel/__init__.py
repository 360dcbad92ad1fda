"""The ground the house stands on (基础): division, reasons, quantities, days. Pure Python, no Django.

Everything here is exact: integers and `Fraction`, never a float.
"""

from liancun.kernel.allocate import allocate, ceil_share, floor_share, half_up
from liancun.kernel.days import DateRange, Period, chinese_day
from liancun.kernel.reasons import Alike, BadInput, Problem, Reason, Refusal, alike

__all__ = [
    "Alike",
    "BadInput",
    "DateRange",
    "Period",
    "Problem",
    "Reason",
    "Refusal",
    "alike",
    "allocate",
    "ceil_share",
    "chinese_day",
    "floor_share",
    "half_up",
]
