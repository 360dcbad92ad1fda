"""The workbooks of work (务工工作簿): orders, seekers, dispatches, attendance, courses, incomes."""

from liancun.rooms.labour.imports.attendance import SHEETS
from liancun.rooms.labour.imports.courses import OTHERS
from liancun.rooms.labour.imports.orders import KINDS

IMPORTS = (*KINDS, *SHEETS, *OTHERS)

__all__ = ["IMPORTS"]
