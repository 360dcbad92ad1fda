"""The workbooks of the room (议事工作簿): seats and extra votes, who signed in, plan goals."""

from liancun.base.importing import ImportKind
from liancun.rooms.committee.imports import plan, signing, voters

IMPORTS = (
    ImportKind(
        "seats",
        "席位",
        "committee.import_seats",
        voters.SEATS,
        ("body", "party", "start"),
        voters.save_seats,
        voters.check_seats,
        voters.export_seats,
    ),
    ImportKind(
        "extra_votes",
        "附加表决权",
        "committee.import_seats",
        voters.EXTRA,
        ("party", "start"),
        voters.save_extra,
        voters.check_extra,
        voters.export_extra,
    ),
    ImportKind(
        "meeting_signins",
        "会议签到",
        "committee.sign_in",
        signing.COLUMNS,
        ("meeting", "party", "instead_of", "at"),
        signing.save,
        signing.check,
        signing.export,
        signing.in_full,
        recorded=signing.recorded,
    ),
    ImportKind(
        "plan_goals",
        "计划目标",
        "committee.import_goals",
        plan.COLUMNS,
        ("unit", "year", "measure"),
        plan.save,
        plan.check,
        plan.export,
        full=plan.in_full,
    ),
)
