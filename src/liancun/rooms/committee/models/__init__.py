"""Records of meetings (议事记录)."""

from liancun.rooms.committee.models.bodies import Seat
from liancun.rooms.committee.models.four_steps import FourStep, FourSteps
from liancun.rooms.committee.models.joint import JointPart
from liancun.rooms.committee.models.meetings import AgendaItem, Meeting, MeetingEvent
from liancun.rooms.committee.models.minutes import Minutes
from liancun.rooms.committee.models.votes import (
    Ballot,
    BallotCount,
    ItemResult,
    Movement,
    VoteOpening,
    Voter,
)

__all__ = [
    "AgendaItem",
    "Ballot",
    "BallotCount",
    "FourStep",
    "FourSteps",
    "ItemResult",
    "JointPart",
    "Meeting",
    "MeetingEvent",
    "Minutes",
    "Movement",
    "Seat",
    "VoteOpening",
    "Voter",
]
