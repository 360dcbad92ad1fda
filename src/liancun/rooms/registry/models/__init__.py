"""Records of the registry (登记记录)."""

from liancun.rooms.registry.models.bodies import Document, Resolution
from liancun.rooms.registry.models.doubts import DoubtDecision
from liancun.rooms.registry.models.organisations import Organisation, Post, Village
from liancun.rooms.registry.models.people import (
    Household,
    HouseholdLink,
    HouseholdMember,
    Login,
    PayeeAccount,
    PayeeAuthority,
    Person,
    PersonHistory,
)
from liancun.rooms.registry.models.roles import GridDuty, Membership, Standing, StandingMember
from liancun.rooms.registry.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Document",
    "DoubtDecision",
    "GridDuty",
    "Household",
    "HouseholdLink",
    "HouseholdMember",
    "Login",
    "Membership",
    "Organisation",
    "PayeeAccount",
    "PayeeAuthority",
    "Person",
    "PersonHistory",
    "Post",
    "Resolution",
    "Standing",
    "StandingMember",
    "Village",
]
