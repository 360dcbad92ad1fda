"""Sheets as pages and phones see them (带走的表查询): what was taken, what is on it, what waits."""

from liancun.rooms.sheets.queries.lists import item_card, may_read, sheet_card, taken_page, waiting_page
from liancun.rooms.sheets.queries.phone import OfferedSheet, offered_sheets, own_sheet

__all__ = [
    "OfferedSheet",
    "item_card",
    "may_read",
    "offered_sheets",
    "own_sheet",
    "sheet_card",
    "taken_page",
    "waiting_page",
]
