"""What the database refuses in the registry: dated rows and votes are superseded, never edited."""

from liancun.base.guards import AppendOnly

EVER = (
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
    "DoubtDecision",
)
GUARDS = (
    *(AppendOnly(f"registry.{model}") for model in EVER),
    AppendOnly("registry.ApiToken", may_be_set=("revoked_on",)),
)
