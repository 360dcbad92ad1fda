"""Every step of every list can be clicked (每一步都点得到): by a role of the demo's login page."""

import pytest

from liancun.base import clock
from liancun.base.permits import granted, permitted
from liancun.rooms.registry.models import Organisation
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.registry.queries.names import orgs_of_kind
from liancun.rooms.settlement.calculation import grant_for
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import Run
from tests.conftest import demo_names

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PARTS = ("makes", "checks", "publishes", "decides", "books", "pays")
BY_TABLE = ("notices.record_posting", "notices.answer_objection")
NOT_IN_THE_DEMO = {"loss_cover", "member_exit"}
"""Nobody leaves the demo's cooperative in its year, which ends without a loss: who would take the steps of
such a list is asked of the cooperative itself."""


def test_some_organisation_has_a_login_for_each_step_of_each_list(town):
    """One organisation of each kind of money: who follows a list on the pages never has to stop."""
    today = clock.today()
    viewers = [viewer_for(name, on=today) for name in demo_names()]

    def lacking(kind: str, org: str) -> list[str]:
        parts = [
            part for part in PARTS if not any(granted(by, grant_for(kind, org, part), org) for by in viewers)
        ]
        return parts + [verb for verb in BY_TABLE if not any(permitted(by, verb, org) for by in viewers)]

    assert len(all_kinds()) > 5
    for kind in all_kinds():
        orgs = set(Run.objects.filter(kind=kind.name).values_list("org_code", flat=True))
        assert bool(orgs) != (kind.name in NOT_IN_THE_DEMO), f"{kind.name}: the demo has no such list, or has"
        orgs = orgs or set(orgs_of_kind(Organisation.Kind.HEAD_COOPERATIVE, today))
        found = {org: lacking(kind.name, org) for org in orgs}
        assert [] in found.values(), (kind.name, found)
