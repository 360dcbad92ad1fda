"""What the faces see of the registry (登记查询). Masked by default; scope by the viewer everywhere."""

from liancun.rooms.registry.queries.history import HistoryRow, household_history, person_history
from liancun.rooms.registry.queries.households import (
    HouseholdCard,
    HouseholdRow,
    grid_duty_page,
    household_card,
    household_page,
    households_of,
    living_count,
)
from liancun.rooms.registry.queries.names import (
    household_names,
    masked_names,
    names,
    org_name,
    org_names,
    village_names,
)
from liancun.rooms.registry.queries.people import (
    AccountRow,
    PersonCard,
    StandingRow,
    may_see_standings,
    payee_accounts,
    person_card,
    standings_of,
)
from liancun.rooms.registry.queries.places import (
    MemberRow,
    OrganisationRow,
    ResolutionRow,
    VillageRow,
    member_page,
    organisations,
    resolutions,
    villages,
)
from liancun.rooms.registry.queries.who import demo_logins, login_named, viewer_for, who_am_i

__all__ = [
    "AccountRow",
    "HistoryRow",
    "HouseholdCard",
    "HouseholdRow",
    "MemberRow",
    "OrganisationRow",
    "PersonCard",
    "ResolutionRow",
    "StandingRow",
    "VillageRow",
    "demo_logins",
    "grid_duty_page",
    "household_card",
    "household_history",
    "household_names",
    "household_page",
    "households_of",
    "living_count",
    "login_named",
    "masked_names",
    "may_see_standings",
    "member_page",
    "names",
    "org_name",
    "org_names",
    "organisations",
    "payee_accounts",
    "person_card",
    "person_history",
    "resolutions",
    "standings_of",
    "viewer_for",
    "village_names",
    "villages",
    "who_am_i",
]
