"""What the database refuses here (议事守卫): nothing of a meeting is edited afterwards."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"committee.{model}")
    for model in (
        "Seat",
        "ExtraVote",
        "Meeting",
        "MeetingEvent",
        "AgendaItem",
        "Voter",
        "Movement",
        "VoteOpening",
        "Ballot",
        "BallotCount",
        "ItemResult",
        "Minutes",
        "JointPart",
        "FourSteps",
        "FourStep",
        "PlanGoal",
        "PooledResource",
        "ResourceEnding",
        "ResourceUse",
        "ResourceReturn",
        "Task",
        "TaskStep",
    )
)
