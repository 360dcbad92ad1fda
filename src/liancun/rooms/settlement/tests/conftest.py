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
    open_books()


def open_books() -> None:
    """Begin the toy organisations' books."""
    for org_code in (toys.ORG, "haiba"):
        ledger.open_book(
            org_code, ledger.NewBook("cooperative", date(2024, 12, 1)), by=SYSTEM, on=date(2024, 12, 1)
        )


@pytest.fixture(scope="package", autouse=True)
def toy_charter(tmp_path_factory) -> Iterator[None]:
    """The toy decisions, read once for all these tests."""
    folder = tmp_path_factory.mktemp("charter")
    for org_code in (toys.ORG, "haiba"):
        toys.write_charter(folder, org_code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charters, "own_folder", lambda: folder)
        charters.forget()
        yield
    charters.forget()


@pytest.fixture(autouse=True)
def toy_town(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the toy kinds are known; no record stands."""
    known = {kind.name: kind for kind in (toys.WAGE, toys.EARNED, toys.FEE, toys.POT)}
    monkeypatch.setattr(kinds, "known", lambda: known)
    toys.TABLE.notes.clear()
    toys.TABLE.expected.clear()
