"""A decision that is gone is told, and stops no other check (缺了决定也核对)."""

import pytest

from liancun.base import charters, checking
from liancun.base.findings import Finding
from liancun.kernel import Refusal
from liancun.rooms.points import checks
from liancun.rooms.points.tests.conftest import score_year

pytestmark = pytest.mark.django_db


def test_points_without_a_decision_are_told_once_for_each_village(small_town, tmp_path, settings):
    for village in ("jiaxi", "haiba"):
        score_year(village, {})
    assert list(checks.every_row_keeps_the_charter()) == []
    before, settings.DATA_DIR = settings.DATA_DIR, tmp_path
    (tmp_path / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    charters.forget()
    try:
        found = list(checks.every_row_keeps_the_charter())
        assert [(each.kind, each.code) for each in found] == [("broken", "charter.no_decision")] * 2
        assert [each.code for each in checking.all_findings() if each.ref in {found[0].ref, found[1].ref}]
    finally:
        settings.DATA_DIR = before
        charters.forget()


def test_a_check_that_finds_no_decision_says_so_and_the_others_go_on(small_town, monkeypatch):
    def without():
        yield Finding.of("broken", "probe:1", "probe.before")
        raise Refusal("charter.no_decision", decision="points/scoring", file="_town/points/scoring.yaml")

    def after():
        yield Finding.of("broken", "probe:2", "probe.after")

    monkeypatch.setattr(checking, "all_checks", lambda: (without, after))
    told = [("probe:1", "probe.before"), ("charter:points/scoring", "charter.no_decision")]
    told.append(("probe:2", "probe.after"))
    assert [(each.ref, each.code) for each in checking.all_findings()] == told
    assert [(each.ref, each.code) for each in checking._Shared(None).found()] == told
