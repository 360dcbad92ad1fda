"""Many histories of phones, each held against an auditor's own books (随机历史)."""

import pytest

from liancun.rooms.points.tests.histories import History

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_lost_nothing_double_and_every_conflict_seen(seed):
    history = History(f"history {seed}").run()
    assert history.wrong == []
    assert history.seen["items"] > 0
