"""What pages keep is what would be read anew, whatever was recorded in between (留存即新读).

Every act's example goes through one of its doors on a town whose pages are all kept. Afterwards each answer
that is kept still must be the one that is counted afresh from records.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from liancun.base import clock, page_cache, request_cache
from liancun.base.models import AuditLine, Imprint
from tests.conftest import client_as
from tests.doors.door import doors_of
from tests.doors.typed import Typed, acts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.only_on("sqlite3", "which tables a question names is the program's, on either database"),
]

PAGES = {
    "town.leader": (
        "/cockpit/",
        "/outcomes/",
        "/api/land/map",
        "/orgs/joint/committee/goals/",
        "/orgs/joint/duties/states/",
        "/cooperative/",
    ),
    "head.accountant": (
        "/cooperative/",
        "/cooperative/surplus/2025/",
        "/orgs/head/sales/",
        "/orgs/head/capital/shares/",
        "/orgs/head/deliveries/trade/?year=2025",
    ),
    "jiaxi.accountant": ("/land/", "/home/", "/desk/"),
}
"""Pages that keep something, by who looks."""


def keep_all() -> None:
    """Somebody looks at each page."""
    for name, addresses in PAGES.items():
        client = client_as(name)
        for address in addresses:
            assert client.get(address, follow=True).status_code == 200, address


def kept_wrongly() -> Iterator[Any]:
    """The kept questions whose answer is not what records say by now."""
    kept = [asked for _database, _day, _language, asked in page_cache.store.answers]
    with page_cache.page_look():
        shown = [page_cache.kept(function)(*args, **dict(kwargs)) for function, args, kwargs in kept]
    with request_cache.one_look():
        fresh = [function(*args, **dict(kwargs)) for function, args, kwargs in kept]
    for asked, was, now in zip(kept, shown, fresh, strict=True):
        if was != now:
            yield asked


def test_what_is_kept_is_what_is_counted_afresh(town, monkeypatch, tmp_path):
    typed, store = Typed(monkeypatch, tmp_path), page_cache.store
    keep_all()
    answers, seen = store.answers.copy(), store.seen.copy()
    assert len(answers) > 25
    known: set[frozenset[str]] = set()
    for act, example in acts().items():
        with transaction.atomic():
            store.answers, store.seen = answers.copy(), seen.copy()
            for line in example.get("after", ()):
                typed.must(line)
            if "day" in example:
                clock.set_demo_day(example["day"])
            last = AuditLine.objects.latest("pk").pk
            door = next(iter(doors_of(act, typed)))
            assert door.send(door.fields).done, act
            lines = AuditLine.objects.filter(pk__gt=last)
            wrote = frozenset(
                Imprint.objects.filter(
                    org_code__in=lines.values("org_code"), mark__in=lines.values("mark")
                ).values_list("table", flat=True)
            )
            assert lines.exists(), act
            if wrote not in known:  # of acts that write the same tables one tells as much
                known.add(wrote)
                assert not list(kept_wrongly()), act
            transaction.set_rollback(True)
    assert len(known) > 40
