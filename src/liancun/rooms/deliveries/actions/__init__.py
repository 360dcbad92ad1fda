"""The writers of deliveries (过磅办理): slips and their corrections, prices, what is decided of doubts."""

from liancun.rooms.deliveries.actions.doubts import decide_weighing_doubt
from liancun.rooms.deliveries.actions.slips import (
    Correction,
    NewPrice,
    NewSlip,
    Why,
    announce_price,
    correct_slip,
    record_slip,
    release_slip,
    save_within,
    void_slip,
)

__all__ = [
    "Correction",
    "NewPrice",
    "NewSlip",
    "Why",
    "announce_price",
    "correct_slip",
    "decide_weighing_doubt",
    "record_slip",
    "release_slip",
    "save_within",
    "void_slip",
]
