"""Pages speak of people, posts and things by name (说人话): no code of ours stands where people read."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from liancun.base import clock, references
from liancun.base.discovery import doors
from liancun.base.permits import SYSTEM
from liancun.faces.cards import links_of, trace_card
from liancun.faces.fields import Naming
from liancun.faces.words import worded
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.committee.models import (
    AgendaItem,
    ExtraVote,
    FourSteps,
    Meeting,
    PlanGoal,
    PooledResource,
    ResourceUse,
    Seat,
    Task,
)
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.duties.models import Assignment, DutyList, HandOver, Pause, Problem, Visit
from liancun.rooms.labour.models import Course, WorkDay
from liancun.rooms.notices.models import Objection
from liancun.rooms.outcomes.queries import figures
from liancun.rooms.points.models import FeeExemption, MonthScore, OpeningTier, UnlivedHome
from liancun.rooms.production.models import BeeCount, Facility, Inspection, NurseryBatch, Rectification
from liancun.rooms.registry.models import Document, Membership, Organisation, Person, Resolution
from liancun.rooms.sales.models import Sale, SalePosting
from liancun.rooms.settlement.models import Payment, Run, RunLine
from tests.conftest import client_as
from tests.held import held_item
from tests.test_walk import addresses, routes
from tests.walk_targets import doubts_of, targets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("known_viewers"),
    pytest.mark.only_on("sqlite3", "words come from no database"),
]

READERS = ("town.leader", "head.accountant", "jiaxi.accountant", "home1")
PERSON, LOGIN, NAME = "a person's code", "a login", "an identifier"
CODES = {
    PERSON: re.compile(r"\bP\d{7}\b"),
    LOGIN: re.compile(r"\b(?:head|town|jiaxi|haiba)\.[a-z]+\d*\b"),
    NAME: re.compile(r"\b[a-z]{2,}(?:_[a-z0-9]+)+\b"),
    "a reference": re.compile(r"\b(?:run|line|entry|slip|work|score|notice|payment|objection):\d+"),
    "a dictionary": re.compile(r"\{['\"]\w"),
    "a digest": re.compile(r"\b[0-9a-f]{40,64}\b"),
}
UNREAD = re.compile(r"<(script|style|details|code|option|select)\b.*?</\1>", re.S)
"""What a page does not say to who reads it: folded away, or a code meant as one."""

MEANT = {
    (
        "/orgs/<org_code>/registry/people/",
        PERSON,
    ): "the registry's column that tells namesakes apart",
    ("/people/<code>/", PERSON): "the same, on the card",
    ("/charter/", NAME): "job codes as workbooks write them, and names of decisions in notes",
}
"""(page, what) -> why a code may stand there."""


def read_by(name: str) -> Iterator[tuple[str, str]]:
    """Every kind of page that this reader may open, and what is read on it."""
    client, known = client_as(name), targets()
    for route in routes():
        if route.method == "GET" and not route.address.startswith("/api/"):
            for address in addresses(route, known)[:2]:
                answer = client.get(address)
                if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                    page = UNREAD.sub("", answer.content.decode())
                    yield route.address, " ".join(unescape(each) for each in re.findall(r">([^<>]+)<", page))


@pytest.mark.parametrize("name", READERS)
def test_no_code_of_ours_stands_on_a_page(name, town):
    found, pages = set(), set()
    for address, text in read_by(name):
        pages.add(address)
        for what, pattern in CODES.items():
            if (address, what) not in MEANT:
                found |= {f"{address}: {what}, {each[0]}" for each in pattern.finditer(text)}
    assert len(pages) > 12
    assert sorted(found) == []


FEW = 25
"""Of a kind of record that many things rest on, how many are opened."""

OF_ORG: dict[str, tuple[Any, str]] = {
    "duty_list": (DutyList, "code"),
    "share": (ShareLot, "number"),
    "document": (Document, "code"),
    "plan": (PlanGoal, "year"),
    "resource": (PooledResource, "code"),
    "member": (Membership, "party"),
    "resolution": (Resolution, "code"),
}
BY_KEY: dict[str, tuple[Any, str]] = {
    "run": (Run, "pk"),
    "line": (RunLine, "pk"),
    "payment": (Payment, "pk"),
    "objection": (Objection, "pk"),
    "slip": (WeighSlip, "pk"),
    "sale": (Sale, "pk"),
    "salesmonth": (SalePosting, "pk"),
    "work": (WorkDay, "pk"),
    "course": (Course, "number"),
    "score": (MonthScore, "pk"),
    "opening": (OpeningTier, "pk"),
    "unlived": (UnlivedHome, "pk"),
    "exemption": (FeeExemption, "pk"),
    "bees": (BeeCount, "pk"),
    "batch": (NurseryBatch, "number"),
    "facility": (Facility, "code"),
    "inspection": (Inspection, "number"),
    "rectification": (Rectification, "planting__number"),
    "organisation": (Organisation, "code"),
    "meeting": (Meeting, "pk"),
    "agenda_item": (AgendaItem, "pk"),
    "seat": (Seat, "pk"),
    "extra_votes": (ExtraVote, "pk"),
    "four_steps": (FourSteps, "pk"),
    "decision": (FourSteps, "pk"),
    "implementation": (FourSteps, "pk"),
    "task": (Task, "pk"),
    "resource_use": (ResourceUse, "pk"),
    "visit": (Visit, "pk"),
    "problem": (Problem, "pk"),
    "pause": (Pause, "pk"),
    "hand_over": (HandOver, "pk"),
}
"""Where a kind of reference is kept, and by which of its columns it is opened; others are rested on."""
NOT_IN_TOWN = {"price", "extra_votes"}
"""Of these the small town has none."""
DICTIONARY = re.compile(r"[{\[]\s*'")


def beginnings() -> list[str]:
    """References to begin with, of each kind the newest first; an item of a phone's is held for it."""
    held = held_item()
    found = [f"outcome:{each.id}" for each in figures(SYSTEM)] + ["own_income:2025", "park:2025"]
    for word, (model, key) in OF_ORG.items():
        rows = model.objects.values_list("org_code", key)
        found += [f"{word}:{org}/{code}" for org, code in rows[:FEW]]
    for word, (model, key) in BY_KEY.items():
        rows = model.objects.order_by("-pk").values_list(key, flat=True)
        found += [f"{word}:{code}" for code in rows[:FEW]]
    found += [
        f"duty:{row.org_code}/{row.duty_list}/homes/{row.household}"
        for row in Assignment.objects.exclude(household="")[:FEW]
    ]
    day, score = WorkDay.objects.latest("pk"), MonthScore.objects.latest("pk")
    found += [
        f"worker:{day.org_code}/{day.party}",
        f"wage_slip:{day.org_code}/{day.party}/{str(day.day)[:7]}",
    ]
    found += [f"sheet_item:{held.pk}", f"sheet:{held.sheet.code}"]
    found += doubts_of(Person.objects.earliest("pk").code, WeighSlip.objects.earliest("pk"))[1]
    late = RunLine.objects.filter(part__startswith="supplement:").values_list("pk", flat=True)
    return [*(f"line:{pk}" for pk in late[:3]), *found, f"points:{score.household}/{score.month[:4]}"]


def said_of(ref: str) -> tuple[list[str], tuple[str, ...]]:
    """Everything that is read when a reference is opened by who may see all, and what it rests on."""
    trace = references.resolve(SYSTEM, ref)
    card = trace_card(trace, Naming(SYSTEM, trace.org_code, clock.today()))
    said = [worded(trace.title), *(worded(each) for each in trace.reasons)]
    said += [text for fact in card.facts for text in (fact.label, fact.text)]
    for table in card.tables:
        said += [table.title, *table.headings, *(cell for row in table.cells() for cell in row)]
    return said + [link.text for link in links_of(SYSTEM, trace.parents)], trace.parents


def test_every_reference_opens_in_words(town):
    """From any figure down to the record: no code, no English name, no dictionary."""
    words = {word for _room, door in doors("references") for word in door.RESOLVERS}
    waiting, opened, found = beginnings(), dict.fromkeys(words, 0), set()
    while waiting:
        ref = waiting.pop(0)
        word = ref.partition(":")[0]
        if opened[word] > FEW:
            continue
        opened[word] += 1
        said, parents = said_of(ref)
        waiting += parents
        for text in said:
            for what, pattern in {**CODES, "a dictionary": DICTIONARY}.items():
                allowed = word in ("person", "household", "doubt") and what == PERSON
                if not allowed and pattern.search(text):
                    found.add(f"{word}: {what}, {text[:80]}")
            if re.fullmatch(r"[a-z_.]+", text):
                found.add(f"{word}: an English name, {text}")
    assert {word for word, times in opened.items() if not times} == NOT_IN_TOWN
    assert sorted(found) == []
