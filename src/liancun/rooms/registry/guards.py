"""What the database refuses in the registry: dated rows and votes are superseded, never edited."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"registry.{model}")
    for model in (
        "Organisation",
        "Document",
        "Post",
        "Membership",
        "Standing",
        "StandingMember",
        "GridDuty",
        "PayeeAccount",
        "PayeeAuthority",
        "Resolution",
        "Household",
        "HouseholdMember",
        "HouseholdLink",
        "PersonHistory",
    )
)
