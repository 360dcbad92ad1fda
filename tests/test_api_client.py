"""The example of a client (接口的例子) does what it says, against a server that runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password

from liancun.rooms.registry.models import Login
from tests.conftest import client_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_the_example_of_a_client_reads_a_list_to_its_end(own_town, live_server):
    Login.objects.filter(name="town.clerk").update(password=make_password("a long password"))
    script = Path(__file__).resolve().parents[1] / "docs" / "examples" / "households.py"
    ran = subprocess.run(
        [sys.executable, script, live_server.url, "town.clerk", "town"],
        env=os.environ | {"LIANCUN_PASSWORD": "a long password"},
        capture_output=True,
        text=True,
        check=True,
    )
    known = client_as("town.clerk").get("/api/orgs/town/households?limit=200").json()
    assert ran.stdout.splitlines() == [f"{row['code']} {row['head']}" for row in known["rows"]]
    assert len(known["rows"]) == known["total"] > 10
