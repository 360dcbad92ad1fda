"""The charter (章程与依据): dated decisions of law and villagers, handed to each room as its typed slice.

Pure: reads YAML files, knows no Django and no room. A room says what it needs by a frozen dataclass with
a `DECISION`; the loader fills it from the block in force on the day asked for.
"""

from liancun.charter.loader import (
    Block,
    Charter,
    Clause,
    Decision,
    Proposed,
    Resting,
    load_charter,
    load_decision_text,
    undecided,
)
from liancun.charter.report import Published, Report
from liancun.charter.town import REPORT_FILE, TOWN_FILE, Place, Town, packs, packs_deciding, read_town
from liancun.charter.typed import read_typed, read_yaml

__all__ = [
    "REPORT_FILE",
    "TOWN_FILE",
    "Block",
    "Charter",
    "Clause",
    "Decision",
    "Place",
    "Proposed",
    "Published",
    "Report",
    "Resting",
    "Town",
    "load_charter",
    "load_decision_text",
    "packs",
    "packs_deciding",
    "read_town",
    "read_typed",
    "read_yaml",
    "undecided",
]
