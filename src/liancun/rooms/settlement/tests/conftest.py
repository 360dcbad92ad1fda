"""The toy kinds, their charter and empty records for each test."""

from collections.abc import Iterator
from datetime import date

import pytest

from liancun.base import charters
from liancun.base.permits import SYSTEM
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.settlement import kinds
from liancun.rooms.settlement.tests import toys


@pytest.fixture
def toy_book(db) -> None:
    """A cooperative's book for each toy organisation."""
    for org_code in (toys.ORG, "haiba"):
        ledger.open_book(org_code, "cooperative", opened_on=date(2024, 1, 1), by=SYSTEM, on=date(2024, 1, 1))


@pytest.fixture(autouse=True)
def toy_town(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[None]:
    """Only the toy kinds are known, under the toy charter; no record stands."""
    monkeypatch.setattr(kinds, "_KINDS", {})
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    toys.write_charter(tmp_path)
    toys.write_charter(tmp_path, "haiba")
    toys.TABLE.notes.clear()
    toys.TABLE.expected.clear()
    toys.register()
    charters.forget()
    yield
    charters.forget()
