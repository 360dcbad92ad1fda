"""The writers of the registry (登记办理). Many rows at once come by workbook; these are the single acts."""

from liancun.rooms.registry.actions.bodies import record_document, record_resolution
from liancun.rooms.registry.actions.dated import supersede
from liancun.rooms.registry.actions.households import (
    merge_households,
    move_person,
    open_household,
    record_birth,
    set_head,
    split_household,
)
from liancun.rooms.registry.actions.logins import set_login, unlock_login
from liancun.rooms.registry.actions.people import (
    correct_person,
    record_death,
    register_person,
    set_account,
    set_authority,
)
from liancun.rooms.registry.actions.roles import (
    admit_member,
    appoint,
    assign_duty,
    close_standing,
    end_membership,
    step_standing,
)

__all__ = [
    "admit_member",
    "appoint",
    "assign_duty",
    "close_standing",
    "correct_person",
    "end_membership",
    "merge_households",
    "move_person",
    "open_household",
    "record_birth",
    "record_death",
    "record_document",
    "record_resolution",
    "register_person",
    "set_account",
    "set_authority",
    "set_head",
    "set_login",
    "split_household",
    "step_standing",
    "supersede",
    "unlock_login",
]
