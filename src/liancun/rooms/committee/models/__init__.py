"""Records of meetings (议事记录)."""

from liancun.rooms.committee.models.bodies import ExtraVote, Seat
from liancun.rooms.committee.models.four_steps import FourStep, FourSteps
from liancun.rooms.committee.models.joint import JointPart
from liancun.rooms.committee.models.meetings import AgendaItem, Meeting, MeetingEvent
from liancun.rooms.committee.models.minutes import Minutes
from liancun.rooms.committee.models.plan import PlanGoal
from liancun.rooms.committee.models.pool import (
    PooledResource,
    ResourceEnding,
    ResourceReturn,
    ResourceUse,
)
from liancun.rooms.committee.models.tasks import Task, TaskStep
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
    "ExtraVote",
    "FourStep",
    "FourSteps",
    "ItemResult",
    "JointPart",
    "Meeting",
    "MeetingEvent",
    "Minutes",
    "Movement",
    "PlanGoal",
    "PooledResource",
    "ResourceEnding",
    "ResourceReturn",
    "ResourceUse",
    "Seat",
    "Task",
    "TaskStep",
    "VoteOpening",
    "Voter",
]
