"""Two people at once: one paper, one objection, one answer (并发)."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from liancun.kernel import Refusal
from liancun.rooms.notices import actions
from liancun.rooms.notices.models import Answer, NoticeEvent, Objection
from liancun.rooms.notices.tests.conftest import UP, object_, publish, put_up
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db(transaction=True)


def both(call: Callable[[], Any]) -> set[Any]:
    """The same call in two threads that start together; what each gave or was refused with."""
    start = Barrier(2)
    results: list[Any] = []

    def run() -> None:
        start.wait()
        try:
            results.append(call())
        except Refusal as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return set(results)


def test_nothing_is_recorded_twice():
    town.raise_town()
    notice = publish()
    assert "notices.already_posted" in both(lambda: put_up(notice))
    assert "notices.already_objected" in both(lambda: object_(notice, 1, "home1"))
    made = Objection.objects.get().pk
    secretary, rejected = town.viewer("jiaxi.secretary", UP), actions.Reply(outcome="rejected")
    answer = lambda: actions.answer_objection(made, rejected, by=secretary, on=UP)  # noqa: E731
    assert "notices.already_answered" in both(answer)
    assert NoticeEvent.objects.count() == Objection.objects.count() == Answer.objects.count() == 1
