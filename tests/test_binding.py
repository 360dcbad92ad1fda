"""What is bound and what is not (章程的约束): mended before use, kept with its text after it.

The data folder in tests/releases is of a program that recorded digests alone; it is opened as it is.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from liancun.base import adoption, charters, clock, kept_texts
from liancun.base.acts import act
from liancun.base.models import AuditLine, CharterBlock
from liancun.base.permits import SYSTEM
from liancun.charter import loader
from liancun.kernel import BadInput
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.settlement import actions, checks, kinds
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.settlement.tests import toys
from liancun.rooms.settlement.tests.town import AFTER, DAY, posted, refused
from liancun.rooms.settlement.tests.toys import CHECKER, CLERK, MAKER, ORG, TABLE

pytestmark = pytest.mark.django_db

BLOCK = f"{ORG}:toy/rates@2024-01-01"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The toy kinds with decisions of their own, in a folder a test writes in."""
    folder = tmp_path / "own"
    toys.write_charter(folder)
    known = {kind.name: kind for kind in (toys.WAGE, toys.FEE, toys.POT)}
    monkeypatch.setattr(kinds, "known", lambda: known)
    monkeypatch.setattr(charters, "own_folder", lambda: folder)
    TABLE.notes.clear()
    TABLE.expected.clear()
    charters.forget()
    ledger.open_book(ORG, ledger.NewBook("cooperative", date(2024, 12, 1)), by=SYSTEM, on=date(2024, 12, 1))
    yield folder / ORG / "rates.yaml"
    charters.forget()


def rewrite(file, old, new):
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    charters.forget()


def faults():
    return [
        problem.code for problem in charters.check() if problem.code in ("charter.edited", "charter.removed")
    ]


def every_finding():
    """As a command of its own asks: no act of this test rests on what is read here."""
    with charters.reading():
        return [(each.kind, each.ref, each.code) for check in checks.CHECKS for each in check()]


def new_draft(period="2025-01"):
    if not TABLE.notes:
        TABLE.note(period, {"L1": 20})
    return actions.draft_run(ORG, actions.NewRun("toy_wage", period), by=MAKER, on=DAY)


def named(block_id):
    found = charters.block_named(block_id)
    assert found
    return found[1]


def bound():
    return set(CharterBlock.objects.values_list("block_id", flat=True))


def test_a_draft_binds_nothing_and_does_not_outlive_what_it_rests_on(own):
    run = new_draft()
    assert BLOCK in (Run.objects.get(pk=run).rests_on or ())
    assert BLOCK not in bound()
    rewrite(own, "value: 1000", "value: 1100")
    assert faults() == []
    assert every_finding() == [("rule_changed", f"run:{run}", "settlement.charter_moved")]
    refused("settlement.charter_moved", actions.check_run, run, by=CHECKER, on=DAY)
    actions.withdraw_run(run, by=MAKER, on=DAY)
    run = new_draft()
    assert RunLine.objects.get(run=run).amount_fen == 22_000
    assert BLOCK not in bound()


def test_what_is_published_keeps_the_text_it_rests_on(own):
    run = new_draft()
    actions.check_run(run, by=CHECKER, on=DAY)
    assert BLOCK not in bound()
    actions.publish_run(run, by=CLERK, on=DAY)
    assert {BLOCK, f"{ORG}:runs/toy_wage@2024-01-01"} <= bound()
    assert "value: 1000" in CharterBlock.objects.get(block_id=BLOCK).text
    rewrite(own, "value: 1000", "value: 1100")
    assert faults() == ["charter.edited"]
    assert every_finding() == [], "what was published goes on reading what it rests on"
    own.unlink()
    charters.forget()
    assert faults() == ["charter.removed"]
    assert named(BLOCK).clauses[0].value == 1000


def test_an_act_names_its_permit_and_binds_it(own):
    run = new_draft()
    actions.check_run(run, by=CHECKER, on=DAY)
    line = AuditLine.objects.filter(verb="settlement.check_run").get()
    assert line.ref == f"run:{run}" and line.permit == f"{ORG}:runs/toy_wage@2024-01-01"
    assert line.permit in bound()
    made = AuditLine.objects.filter(verb="settlement.draft_run").get()
    assert made.permit == line.permit


def test_a_draft_of_another_day_is_no_ground_to_bind(own):
    """What is looked at for a draft is not what the next act rests on."""
    new_draft()
    with act("registry.record_document", ORG, by=SYSTEM, on=DAY):
        pass
    assert BLOCK not in bound()


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """The shipped decisions, in a folder a test writes in as a new program would."""
    folder = tmp_path / "shipped"
    for name in ("law", "defaults", "packs"):
        if (loader.SHIPPED / name).exists():
            shutil.copytree(loader.SHIPPED / name, folder / name)
    (folder / "defaults" / "toy").mkdir()
    file = folder / "defaults" / "toy" / "rates.yaml"
    file.write_text(toys.RATES, encoding="utf-8")
    monkeypatch.setattr(loader, "SHIPPED", folder)
    loader._shipped.cache_clear()
    charters.forget()
    yield file
    loader._shipped.cache_clear()
    charters.forget()


def test_another_text_of_a_shipped_block_stands_beside_what_is_bound(own, shipped):
    own.unlink()
    charters.forget()
    first = posted(L1=20)
    assert Run.objects.get(pk=first).clauses == ["toy/rates@2024-01-01"]
    shipped.write_text(toys.RATES.replace("value: 1000", "value: 1100"), encoding="utf-8")
    loader._shipped.cache_clear()
    charters.forget()
    assert faults() == [] and every_finding() == [], "nothing of what stands is touched"
    TABLE.note("2025-02", {"L1": 10})
    second = Run.objects.get(
        pk=actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    )
    (clause,) = second.clauses
    assert clause.startswith("toy/rates@2024-01-01#")
    (line,) = RunLine.objects.filter(run=second)
    assert line.amount_fen == 11_000, "and no supplement for the first"
    assert kept_texts.renewed() == [("toy/rates@2024-01-01", clause)]
    actions.check_run(second.pk, by=CHECKER, on=AFTER)
    actions.publish_run(second.pk, by=CLERK, on=AFTER)
    charters.forget()
    assert {"toy/rates@2024-01-01", clause} <= bound()
    assert charters.current().find(clause), "the id stays, whoever asks again"
    shipped.write_text(toys.RATES.replace("value: 1000", "value: 1200"), encoding="utf-8")
    loader._shipped.cache_clear()
    charters.forget()
    assert every_finding() == [] and faults() == []
    assert named(clause).clauses[0].value == 1100


def test_a_default_that_ships_no_more_goes_on_where_something_rests_on_it(own, shipped):
    own.unlink()
    charters.forget()
    posted(L1=20)
    shipped.unlink()
    loader._shipped.cache_clear()
    charters.forget()
    assert faults() == [] and every_finding() == []
    assert [(each.code, dict(each.params)["block"]) for each in kept_texts.left()] == [
        ("charter.left", "toy/rates@2024-01-01")
    ]
    TABLE.note("2025-02", {"L1": 10})
    second = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    assert Run.objects.get(pk=second).clauses == ["toy/rates@2024-01-01"]
    assert RunLine.objects.get(run=second).amount_fen == 10_000
    actions.withdraw_run(second, by=MAKER, on=AFTER)
    own.write_text(toys.RATES.replace("value: 1000", "value: 1100"), encoding="utf-8")
    charters.forget()
    third = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    assert RunLine.objects.get(run=third).amount_fen == 11_000, "what is nearer stands before it"
    assert faults() == []


def test_a_default_that_ships_no_more_and_bears_nothing_is_asked_for(own, shipped):
    own.unlink()
    shipped.unlink()
    loader._shipped.cache_clear()
    charters.forget()
    assert kept_texts.left() == []
    TABLE.note("2025-01", {"L1": 20})
    no = refused(
        "charter.no_decision", actions.draft_run, ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=DAY
    )
    assert "_town/toy/rates.yaml" in str(no)


# --- data of programs that recorded digests alone ------------------------------------------------


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Blocks as an earlier program recorded them: their digest, notes included, and no text."""
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    toys.write_charter(tmp_path)
    charters.forget()

    def record(block_id, sha256):
        CharterBlock.objects.create(block_id=block_id, sha256=sha256, recorded_at=clock.now())

    with act("registry.record_document", ORG, by=SYSTEM, on=DAY):
        pass
    yield record
    charters.forget()


def test_what_was_used_takes_on_its_text(recorded, tmp_path):
    own = named(BLOCK)
    shipped = named("law/members@2018-07-01")
    recorded(BLOCK, own.earlier_sha256)
    recorded("law/members@2018-07-01", shipped.earlier_sha256)
    recorded("haiba:toy/rates@2024-01-01", "0" * 64)
    recorded(f"{ORG}:toy/rates@2030-01-01", "0" * 64)
    adoption.must_be_known()
    adoption.adopt()
    found = {row.block_id: row for row in CharterBlock.objects.all()}
    assert found.keys() == {BLOCK, "law/members@2018-07-01"}, "no act of haiba, and none after 2030"
    assert all(row.adopted and row.text for row in found.values())
    assert found[BLOCK].sha256 == own.sha256
    assert list(kept_texts.verify()) == []
    adoption.adopt()
    assert CharterBlock.objects.count() == 2


def test_what_nobody_knows_is_told(recorded):
    recorded(BLOCK, "0" * 64)
    recorded("points/refuse_fee@2019-01-01", "0" * 64)
    with pytest.raises(BadInput) as bad:
        adoption.must_be_known()
    told = {(each.code, each.file, dict(each.params)["block"]) for each in bad.value.problems}
    assert told == {
        ("charter.text_unknown", "jiaxi/toy/rates.yaml", BLOCK),
        ("charter.text_unknown", "", "points/refuse_fee@2019-01-01"),
    }
    assert CharterBlock.objects.filter(text="").count() == 2


RELEASES = sorted((Path(__file__).parent / "releases").glob("*.zip"))


def liancun(data, *words):
    """One command of this program on a data folder in SQLite; its exit code and what it says."""
    env = {
        key: value for key, value in os.environ.items() if not key.startswith(("LIANCUN_", "DATABASE_URL"))
    }
    said = subprocess.run(
        [sys.executable, "-m", "liancun", *words],
        env=env | {"LIANCUN_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return said.returncode, said.stdout + said.stderr


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def released(request, tmp_path):
    """The data folder of an earlier release, as that program left it."""
    with zipfile.ZipFile(request.param) as kept:
        kept.extractall(tmp_path)
    return tmp_path / "var"


@pytest.mark.slow
def test_the_data_of_an_earlier_release_is_opened_and_gone_on_with(released):
    code, said = liancun(released, "check")
    assert code == 0 and "没有发现问题" in said, said
    code, said = liancun(released, "run", "draft", "delivery_payment", "2026-02", "--org", "head")
    assert code == 0, said
    assert liancun(released, "check")[0] == 0
    with sqlite3.connect(released / "liancun.sqlite3") as data:
        own = data.execute("SELECT block_id, adopted FROM base_charterblock WHERE block_id LIKE 'head:%'")
        assert own.fetchall() == [("head:registry/exit_notice@2025-06-01", 1)], "the one of 2030 is unused"
    (released / "charter" / "head" / "surplus" / "contribution.yaml").unlink()
    assert liancun(released, "charter", "check")[0] == 0


@pytest.mark.slow
def test_data_of_an_earlier_release_with_an_edited_decision_is_left_as_it_is(released):
    file = released / "charter" / "head" / "registry" / "exit_notice.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 3", "value: 2"), encoding="utf-8")
    code, said = liancun(released, "check")
    assert code == 2 and "head:registry/exit_notice@2025-06-01" in said and "数据未动" in said
    with sqlite3.connect(released / "liancun.sqlite3") as data:
        kept = [row[1] for row in data.execute("PRAGMA table_info(base_charterblock)")]
    assert kept == ["block_id", "sha256", "recorded_at"], "nothing was migrated"
    assert not (released / "backups").exists()
    file.write_text(text, encoding="utf-8")
    assert liancun(released, "check")[0] == 0


WITHOUT_PACK = Path(__file__).parent / "releases" / "without_pack" / "2026-11-30.zip"
"""A folder that `liancun init` founded when the points' tables were everybody's defaults: one household, a
year of scores, the fee of it published."""
SCORES = ["户编码,月份,状态,基础分,奖励分,登记日"]
SCORES += [f"SZ-1,2026-{month:02d},已评,10,4,2026-{month:02d}-28" for month in range(1, 13)]


@pytest.mark.slow
@pytest.mark.only_on("sqlite3", "a folder that holds its SQLite file")
def test_a_folder_without_a_pack_goes_on_with_the_defaults_its_lists_rest_on(tmp_path):
    with zipfile.ZipFile(WITHOUT_PACK) as kept:
        kept.extractall(tmp_path)
    data = tmp_path / "var"

    def does(*words):
        code, said = liancun(data, *words)
        assert code == 0, said
        return said

    opened = does("check")
    assert "没有发现问题" in opened and "points/refuse_fee@2019-01-01,它留存的原文照旧管着" in opened
    told = does("charter", "check")
    for name in ("points/scoring", "points/refuse_fee"):
        assert f"liancun charter new {name} 写出现行的值" in told
    assert "还没有定的 3 项" in told and "网格员报酬 points/grid_worker_pay" in told
    scores = tmp_path / "scores.csv"
    scores.write_text("\n".join(SCORES), encoding="utf-8")
    next_year = ("--org", "shangzhai", "--on", "2027-03-01")
    does("import", "scores", str(scores), *next_year)
    does("run", "draft", "refuse_fee", "2026", *next_year, "--as", "sz1")
    assert "没有发现问题" in does("check")
    for name in ("points/scoring", "points/refuse_fee"):
        does("charter", "new", name, "--on", "2026-12-15")
    told = does("charter", "check")
    assert "还没有定的 3 项" in told
    assert "没有发现问题" in does("check")
    does("run", "check", "2", "--on", "2027-03-01", "--as", "sz2")
    does("run", "publish", "2", "--on", "2027-03-01", "--as", "sz3")
    assert "没有发现问题" in does("check")
