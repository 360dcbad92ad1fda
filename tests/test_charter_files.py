"""Malformed charter files, each with exactly what is said about it (章程填报错误).

The files lie in src/liancun/charter/tests/malformed; each begins with comments `# says: ...`, one for each
problem, as `liancun charter check` prints them. Add a file and run

    .venv/bin/python -m tests.test_charter_files        what is said about each, to be read and put on its top
"""

import codecs
import sys
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from liancun.charter import loader, typed

FILES = Path(__file__).resolve().parents[1] / "src" / "liancun" / "charter" / "tests" / "malformed"
SAYS = "# says: "
ORG = "jiaxi"

pytestmark = pytest.mark.django_db


def text_of(file: Path) -> str:
    """What a case says, whatever it is encoded in: that may be its fault."""
    content = file.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def expected(file: Path) -> list[str]:
    """The sentences on top of a case."""
    return [line.removeprefix(SAYS) for line in text_of(file).splitlines() if line.startswith(SAYS)]


@contextmanager
def data_folder(folder: Path):
    """The charter of a data folder."""
    from django.conf import settings

    from liancun.base import charters

    before, settings.DATA_DIR = settings.DATA_DIR, folder
    charters.forget()
    try:
        yield
    finally:
        settings.DATA_DIR = before
        charters.forget()


def said(file: Path, folder: Path) -> list[str]:
    """What the check says of a file as an organisation's own decision."""
    from liancun.base import charters
    from liancun.faces.words import placed

    place = folder / "charter" / ORG / file.name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(file.read_bytes())
    with data_folder(folder):
        return [placed(problem) for problem in charters.check()]


@pytest.mark.parametrize("file", sorted(FILES.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_malformed_file_is_told_in_words(file, tmp_path):
    assert expected(file), "a case says on its top what is said about it"
    assert said(file, tmp_path) == expected(file)


# --- an organisation's own decisions ------------------------------------------------------------

OWN = """
title: 贾西村清运费
decision: points/refuse_fee
decided_by: 贾西村村民会议
blocks:
"""
BLOCK = """
  - from: {start}
    clauses:
      tiers:
        source: resolution
        cite: {cite}
        value: [{{name: 一等, points_min: 100, fee_fen: ¥{fee}}}, {{name: 二等, points_min: 0, fee_fen: ¥99}}]
      flat_fee_fen: {{value: ¥36, source: resolution, cite: {cite}}}
      away_months_min: {{value: 6, source: resolution, cite: {cite}}}
      exempt_points: {{value: null, source: resolution, cite: {cite}}}
      unscored: {{value: flat, source: resolution, cite: {cite}}}
      member_account: {{value: "113", source: resolution, cite: {cite}}}
      other_account: {{value: "112", source: resolution, cite: {cite}}}
      due_account: {{value: "211", source: resolution, cite: {cite}}}
"""
FIRST = BLOCK.format(start="2025-03-01", fee=10, cite="JX-2025-1")
SECOND = BLOCK.format(start="2026-01-01", fee=20, cite="JX-2026-1")


def own(folder: Path, text: str, org: str = ORG, name: str = "points/refuse_fee.yaml") -> Path:
    file = folder / "charter" / org / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_an_own_decision_holds_for_its_organisation_alone_from_its_day(tmp_path):
    from liancun.base import charters
    from liancun.rooms.points.rules import RefuseFee

    own(tmp_path, OWN + FIRST + SECOND)
    with data_folder(tmp_path):
        assert charters.check() == []

        def lowest(org, *day):
            found = charters.in_force(RefuseFee, on=date(*day), org=org)
            return found.tiers[0].fee_fen, found.clause

        shipped = (3000, "pack=panguan:points/refuse_fee@2019-01-01")
        assert lowest(ORG, 2025, 2, 28) == shipped
        assert lowest(ORG, 2025, 3, 1) == (1000, "jiaxi:points/refuse_fee@2025-03-01")
        assert lowest(ORG, 2025, 12, 31) == (1000, "jiaxi:points/refuse_fee@2025-03-01")
        assert lowest(ORG, 2026, 1, 1) == (2000, "jiaxi:points/refuse_fee@2026-01-01")
        assert lowest("haiba", 2026, 1, 1) == shipped
        assert lowest("", 2026, 1, 1) == shipped
        of_2025 = (charters.in_force(RefuseFee, on=date(2025, month, 1), org=ORG) for month in range(3, 13))
        assert len({id(each) for each in of_2025}) == 1, "read once, however many days ask for it"


def test_the_law_stands_above_an_own_decision(tmp_path):
    from liancun.base import charters
    from liancun.kernel.quantities import parse_share
    from liancun.rooms.surplus.rules import SurplusTerms

    shipped = (FILES.parents[1] / "defaults" / "surplus" / "distribution.yaml").read_text(encoding="utf-8")
    own(tmp_path, shipped.replace('"60%"', '"70%"'), "head", "surplus.yaml")
    with data_folder(tmp_path):
        assert charters.check() == []
        found = charters.in_force(SurplusTerms, on=date(2025, 12, 31), org="head")
        assert found.patronage_share == parse_share("70%")
        assert found.law.clause == "law/cooperative_surplus@2018-07-01"


def test_a_bound_decision_is_not_edited_nor_taken_away(tmp_path):
    from liancun.base import charters
    from liancun.base.tests.probe import rest_on
    from liancun.faces.words import placed

    def check():
        charters.forget()
        return [placed(problem) for problem in charters.check()]

    file = own(tmp_path, OWN + FIRST)
    block = "jiaxi:points/refuse_fee@2025-03-01"
    with data_folder(tmp_path):
        assert check() == []
        for change in (("¥10}", "¥11}"), ("value: 6", "value: 7")):
            own(tmp_path, OWN + FIRST.replace(*change, 1))
            assert check() == [], "nothing rests on it yet: it is mended"
        own(tmp_path, OWN + SECOND)
        assert check() == [], "or taken back"
        own(tmp_path, OWN + FIRST)
        charters.forget()
        rest_on(block)
        own(tmp_path, OWN + FIRST + SECOND)
        assert check() == [], "a new one below is how it is done"
        for change in (("¥10}", "¥11}"), ("value: 6", "value: 7"), ("cite: JX-2025-1", "cite: JX-2025-2")):
            own(tmp_path, OWN + FIRST.replace(*change, 1) + SECOND)
            edited = f"jiaxi/points/refuse_fee.yaml:决定 {block} 已有记录依据它,内容却被改过。"
            assert check() == [f"{edited}已被使用的决定不能改:请恢复原文,在下面另加一段新的"]
        own(tmp_path, "# 已张贴\n" + OWN + FIRST.replace("cite: JX-2025-1", "cite: 'JX-2025-1'"))
        assert check() == [], "another way to write the same is no edit"
        own(tmp_path, OWN + FIRST.replace("value: 6,", "value: 6, note: 半年,"))
        assert check() == [], "nor is a note: it holds nothing"
        own(tmp_path, OWN + SECOND)
        assert check() == [f"决定 {block} 已有记录依据它,却不见了。请恢复原文件"]
        file.unlink()
        assert check() == [f"决定 {block} 已有记录依据它,却不见了。请恢复原文件"]


def test_files_that_would_not_be_read_are_told(tmp_path):
    text = OWN + FIRST
    own(tmp_path, text, ".", "refuse_fee.yaml")
    own(tmp_path, text, ORG, "refuse_fee.yml")
    own(tmp_path, "not a decision", ORG, "README.txt")
    own(tmp_path, text, ORG, "one.yaml")
    own(tmp_path, text, ORG, "two.yaml")
    from liancun.base import charters

    with data_folder(tmp_path):
        found = sorted((problem.code, problem.file) for problem in charters.check())
    assert found == [
        ("charter.decided_twice", "jiaxi/two.yaml"),
        ("charter.misplaced", "jiaxi/refuse_fee.yml"),
        ("charter.misplaced", "refuse_fee.yaml"),
    ]


def test_a_folder_of_no_organisation_is_found(tmp_path):
    from liancun.rooms.registry.checks import decisions_are_somebodys
    from liancun.rooms.registry.tests import town

    town.raise_town()
    own(tmp_path, OWN + FIRST, "jiaxi")
    own(tmp_path, OWN + FIRST, "jaixi")
    with data_folder(tmp_path):
        found = [(each.kind, each.ref, each.code) for each in decisions_are_somebodys()]
    assert found == [("broken", "charter:jaixi", "registry.decision_of_nobody")]
    assert list(decisions_are_somebodys()) == []


def test_what_ships_is_sound():
    from liancun.base import charters

    charters.forget()
    assert charters.check() == []


def test_both_parsers_read_the_same(monkeypatch):
    quick = loader.load_charter(pack="panguan")
    monkeypatch.setattr(typed, "_QuickLoader", typed._Loader)
    loader._shipped.cache_clear()
    assert loader.load_charter(pack="panguan") == quick
    loader._shipped.cache_clear()


def main() -> int:
    """Print what is said about each case."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.DATA_DIR).mkdir(parents=True)
    call_command("migrate", verbosity=0)
    for file in sorted(FILES.glob("*.yaml")):
        with tempfile.TemporaryDirectory() as folder:
            print(file.name)
            for line in said(file, Path(folder)):
                print(f"  {SAYS}{line}" + ("" if line in expected(file) else "   <- NEW"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
