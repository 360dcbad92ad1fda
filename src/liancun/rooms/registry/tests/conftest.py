"""The small town for each test that asks for it."""

import pytest

from liancun.rooms.registry.tests import town as small


@pytest.fixture
def town(db):
    """The small town, raised."""
    small.raise_town()
    return small
