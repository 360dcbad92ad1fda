"""A hall for the tests (会场): meetings of the small town, brought to the stage a test needs."""

from datetime import date
from typing import Any

from liancun.base.permits import SYSTEM
from liancun.rooms.committee import actions
from liancun.rooms.committee.models import AgendaItem, Meeting
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import do

DAY = date(2026, 3, 2)
NOTICED = date(2026, 2, 15)
ADULTS = tuple(town.person_code(number) for number in range(1, 7))
"""The grown people of the three homes of Jiaxi."""


def meeting(
    org: str = "jiaxi",
    body: str = "villagers_assembly",
    *,
    items: int = 1,
    matter: str = "yearly_report",
    **more: Any,
) -> Meeting:
    """A meeting that was planned, with so many items."""
    effect = more.pop("effect", "")
    given = {
        "code": f"HY-{Meeting.objects.count() + 1}",
        "body": body,
        "title": "三月会议",
        "place": "村委会",
        "held_on": DAY,
        "starts_at": "09:00",
        "chair": ADULTS[0],
        "recorder": ADULTS[2],
    }
    do(actions.draft_meeting, org, by=SYSTEM, on=NOTICED, **given | more)
    row = Meeting.objects.latest("pk")
    for number in range(1, items + 1):
        put(row, number, matter=matter, effect=effect)
    return row


def put(row: Meeting, number: int = 1, **more: Any) -> AgendaItem:
    """An item on its agenda."""
    given = {"number": number, "subject": f"第{number}件事", "matter": "yearly_report"} | more
    do(actions.add_item, row.pk, by=SYSTEM, on=NOTICED, **given)
    return AgendaItem.objects.latest("pk")


def tell(row: Meeting, day: date = NOTICED) -> None:
    """All are told of it."""
    do(actions.give_notice, row.pk, by=SYSTEM, on=DAY, noticed_on=day)


def open_up(row: Meeting, came: tuple[str, ...] = ADULTS, at: str = "09:00") -> Meeting:
    """Told of, opened, and these came."""
    tell(row)
    do(actions.open_meeting, row.pk, by=SYSTEM, on=DAY, at="08:50")
    if came:
        sign_in(row, *came, at=at)
    return row


def sign_in(row: Meeting, *parties: str, at: str = "09:00", **more: Any) -> int:
    """They come."""
    return do(actions.sign_in, row.pk, by=SYSTEM, on=DAY, parties=parties, at=at, **more).people


def sign_out(row: Meeting, *parties: str, at: str) -> int:
    """They leave."""
    return do(actions.sign_out, row.pk, by=SYSTEM, on=DAY, parties=parties, at=at).people


def item_of(row: Meeting, number: int = 1) -> AgendaItem:
    """An item by its number."""
    return AgendaItem.objects.get(meeting=row, number=number)


def begin(item: AgendaItem, at: str = "09:30") -> None:
    """The vote on it is opened."""
    do(actions.open_vote, item.pk, by=SYSTEM, on=DAY, at=at)


def cast(item: AgendaItem, voter: str, choice: str = "for", way: str = "paper") -> None:
    """One ballot."""
    do(actions.cast_ballot, item.pk, by=SYSTEM, on=DAY, voter=voter, way=way, choice=choice)


def count(item: AgendaItem, votes_for: int, votes_against: int = 0, way: str = "hands", **more: Any) -> None:
    """Ballots without names."""
    given = {"way": way, "votes_for": votes_for, "votes_against": votes_against} | more
    do(actions.count_votes, item.pk, by=SYSTEM, on=DAY, **given)


def end(item: AgendaItem) -> str:
    """The vote is over: what came of it."""
    return do(actions.close_vote, item.pk, by=SYSTEM, on=DAY).outcome


def voted(item: AgendaItem, votes_for: int, votes_against: int = 0, at: str = "09:30") -> str:
    """The whole vote by raised hands."""
    begin(item, at)
    count(item, votes_for, votes_against)
    return end(item)
