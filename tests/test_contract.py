"""The API against its own description (接口合约): made-up requests for every route, as two roles.

No request breaks it, every answer has a status the description names and the shape it gives there.
"""

from collections import Counter
from itertools import count

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from liancun.rooms.settlement.models import Run, RunLine
from tests.conftest import client_as

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.only_on("postgresql", "odd values are drawn, and here they are judged strictly"),
]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
NO_TOKEN = {"Authorization": "Bearer nobody-s"}
EXAMPLES = 6
"""Requests of each route for each role; the same each time."""


TOKEN = "t" * 32


def standing(role):
    """Records there are, so that every other request comes past the door."""
    org_code = "jiaxi" if role.startswith("jiaxi.") else "head"
    run = Run.objects.filter(org_code=org_code).latest("pk")
    line = RunLine.objects.filter(run=run)[0]
    found = {"org_code": org_code, "run_id": run.pk, "line_id": line.pk, "ref": f"line:{line.pk}"}
    return found | {"code": "L0000001", "party": "P0000001", "year": 2025, "month": "2025-12"}


@pytest.fixture
def one_connection():
    """A request neither begins nor ends the connection that the test's transaction is on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ["town.auditor", "jiaxi.accountant"])
def test_every_answer_is_as_described(town, one_connection, role):
    cookies = {name: each.value for name, each in client_as(role).cookies.items()}
    cookies["csrftoken"] = TOKEN
    headers = {"X-CSRFToken": TOKEN}
    known = standing(role)
    turn = count()
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    asked = 0
    statuses: Counter[int] = Counter()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            if next(turn) % 2:
                case.path_parameters |= {
                    name: known[name] for name in case.path_parameters or {} if name in known
                }
            # A made-up token would be turned away before anything else is asked.
            case.headers = {name: said for name, said in case.headers.items() if name != "Authorization"}
            answer = case.call_and_validate(cookies=cookies, headers=headers, checks=CHECKS)
            statuses[answer.status_code] += 1

        ask()
        asked += 1
    assert asked > 40
    assert set(statuses) == {200, 400, 403, 404}, "past every door, and turned away at every door"


def test_what_a_token_that_opens_nothing_is_told_is_as_described(town, one_connection):
    """At every route: 401, and after so many of them from one address 429."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    statuses: Counter[int] = Counter()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found

        @settings(
            max_examples=1,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=found.ok().as_strategy())
        def ask(case):
            case.headers = {name: said for name, said in case.headers.items() if name != "Authorization"}
            statuses[case.call_and_validate(headers=NO_TOKEN, checks=CHECKS).status_code] += 1

        ask()
    assert statuses[401] == 8 and set(statuses) == {401, 429}
