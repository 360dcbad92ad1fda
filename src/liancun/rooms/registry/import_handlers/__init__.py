"""How the registry's workbooks are checked and written (登记写入): set-based, one bulk insert a table."""

from liancun.rooms.registry.import_handlers.bodies import check_resolutions, save_documents, save_resolutions
from liancun.rooms.registry.import_handlers.people import (
    check_household_members,
    check_households,
    check_links,
    check_people,
    save_household_members,
    save_households,
    save_links,
    save_people,
)
from liancun.rooms.registry.import_handlers.places import (
    check_organisations,
    save_organisations,
    save_villages,
)
from liancun.rooms.registry.import_handlers.roles import (
    check_accounts,
    check_authorities,
    check_duties,
    check_memberships,
    check_parties,
    check_posts,
    check_standings,
    save_accounts,
    save_authorities,
    save_duties,
    save_memberships,
    save_posts,
    save_standings,
)

__all__ = [
    "check_accounts",
    "check_authorities",
    "check_duties",
    "check_household_members",
    "check_households",
    "check_links",
    "check_memberships",
    "check_organisations",
    "check_parties",
    "check_people",
    "check_posts",
    "check_resolutions",
    "check_standings",
    "save_accounts",
    "save_authorities",
    "save_documents",
    "save_duties",
    "save_household_members",
    "save_households",
    "save_links",
    "save_memberships",
    "save_organisations",
    "save_people",
    "save_posts",
    "save_resolutions",
    "save_standings",
    "save_villages",
]
