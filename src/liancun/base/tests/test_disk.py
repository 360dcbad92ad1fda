"""Commits that are not waited for (不等落盘): set for a while, and as before after it."""

import pytest
from django.db import connection, transaction

from liancun.base.disk import QUICK, not_waited_for
from liancun.base.models import Setting

SAFE = {"sqlite": ("2", "1000"), "postgresql": ("on",)}


def settings():
    with connection.cursor() as cursor:
        return [str(cursor.execute(asking).fetchone()[0]) for asking, *_ in QUICK[connection.vendor]]


@pytest.fixture
def safe(transactional_db):
    """The settings a town runs with, whatever those of the tests are."""
    found = settings()
    wanted = SAFE[connection.vendor]

    def put(values):
        with connection.cursor() as cursor:
            for (_asking, setting, _quick), value in zip(QUICK[connection.vendor], values, strict=True):
                cursor.execute(setting.format(value))

    put(wanted)
    yield list(wanted)
    put(found)


def test_it_is_as_before_after_it_also_where_the_work_broke_off(safe):
    with not_waited_for():
        assert all(now != old for now, old in zip(settings(), safe, strict=True))
        Setting.objects.create(name="kept", value="1")
    assert settings() == safe
    with pytest.raises(ZeroDivisionError), not_waited_for():
        raise ZeroDivisionError
    assert settings() == safe
    assert Setting.objects.filter(name="kept").exists()


def test_inside_a_transaction_nothing_changes(safe):
    with transaction.atomic(), not_waited_for():
        assert settings() == safe
