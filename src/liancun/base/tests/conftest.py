"""The probe stands in for the rooms' workbooks, so that floor 0 is tested without a floor above it."""

import pytest

from liancun.base.importing import engine
from liancun.base.tests.probe import PROBE


@pytest.fixture
def probe(db, monkeypatch):
    """The one kind of workbook there is."""
    monkeypatch.setattr(engine, "all_import_kinds", lambda: {"probe": PROBE})
    return PROBE
