"""Records of meetings (议事记录)."""

from liancun.rooms.committee.models.bodies import Seat
from liancun.rooms.committee.models.meetings import Meeting

__all__ = ["Meeting", "Seat"]
