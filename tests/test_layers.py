"""The layers of the charter (章程的层次): law and defaults, the town's pack, the town, an organisation.

The nearest that has begun holds, then the latest of it; each value's id says where it comes from.
"""

from datetime import date

import pytest

from liancun.base import charters, kept_texts
from liancun.base.models import CharterBlock
from liancun.base.tests.probe import rest_on
from liancun.charter import load_charter
from liancun.charter.loader import SHIPPED
from liancun.faces.words import worded
from liancun.kernel import Refusal
from liancun.rooms.deliveries.rules import WeighingTerms
from liancun.rooms.labour.rules import JobTerms
from liancun.rooms.points.rules import RefuseFee
from tests.test_charter_files import BLOCK, OWN, own

pytestmark = pytest.mark.django_db

TOWN, VILLAGE, OTHER = "_town", "jiaxi", "haiba"


def decided(start, fee):
    return OWN + BLOCK.format(start=start, fee=fee, cite="决议1")


@pytest.fixture
def folder(tmp_path, settings):
    """A data folder of the pack, to write in."""
    settings.DATA_DIR = tmp_path
    charters.forget()
    yield tmp_path
    charters.forget()


def write(folder, start, fee, org):
    own(folder, decided(start, fee), org)
    charters.forget()


def lowest(org, *day):
    found = charters.in_force(RefuseFee, on=date(*day), org=org)
    return found.tiers[0].fee_fen, found.clause.rpartition(":")[0]


def test_the_nearest_layer_comes_before_the_date(folder):
    write(folder, "2025-01-01", 20, TOWN)
    write(folder, "2023-01-01", 10, VILLAGE)
    assert charters.check() == []
    pack = (3000, "pack=panguan")
    assert lowest(VILLAGE, 2022, 12, 31) == lowest(OTHER, 2024, 12, 31) == pack
    assert lowest(VILLAGE, 2024, 1, 1) == lowest(VILLAGE, 2026, 1, 1) == (1000, VILLAGE), "older, but nearer"
    assert lowest(OTHER, 2025, 1, 1) == (2000, TOWN), "a rule of the town is not copied into each folder"
    assert lowest("", 2025, 1, 1) == (2000, TOWN)


def test_ids_say_their_layer():
    found = load_charter(pack="panguan")
    assert found.find("pack=panguan:labour/jobs@2024-01-01")
    assert found.find("labour/jobs@2024-01-01"), "the neutral one, empty"
    assert found.find("law/members@2018-07-01")
    assert load_charter().find("pack=panguan:labour/jobs@2024-01-01") is None


def test_a_town_without_a_pack_is_told_what_to_decide_and_where(folder):
    (folder / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    charters.forget()
    assert charters.check() == []
    assert charters.in_force(JobTerms, on=date(2025, 1, 1), org=VILLAGE).jobs == {}
    for ask in (
        lambda: charters.in_force(RefuseFee, on=date(2025, 1, 1), org=VILLAGE),
        lambda: charters.decided(WeighingTerms, "products", on=date(2025, 1, 1), org=VILLAGE),
    ):
        with pytest.raises(Refusal) as no:
            ask()
        said = worded(no.value.reason)
        assert said.startswith("本镇还没有定“") and f"charter/{TOWN}/" in said
    write(folder, "2024-01-01", 20, TOWN)
    assert lowest(VILLAGE, 2025, 1, 1) == (2000, TOWN)


def test_a_folder_of_a_layer_that_ships_is_not_read(folder):
    own(folder, decided("2024-01-01", 10), "pack=panguan")
    assert [each.code for each in charters.check()] == ["charter.misplaced"]


def test_a_towns_block_is_bound_like_an_organisations(folder):
    write(folder, "2024-01-01", 20, TOWN)
    block = f"{TOWN}:points/refuse_fee@2024-01-01"
    write(folder, "2024-01-01", 25, TOWN)
    assert charters.check() == [], "nothing rests on it yet"
    rest_on(block)
    write(folder, "2024-01-01", 30, TOWN)
    assert [each.code for each in charters.check()] == ["charter.edited"]
    assert list(kept_texts.verify()) == []
    named = charters.block_named(block)
    assert named and named[1].org == TOWN and named[1].clauses[0].value[0]["fee_fen"] == "¥25"
    write(folder, "2024-01-01", 25, TOWN)
    rest_on("pack=panguan:points/refuse_fee@2019-01-01")
    assert charters.check() == [], "a pack's is shipped, and locks nobody out"


@pytest.mark.parametrize("pack", ["panguan", ""])
def test_what_rests_on_a_default_of_before_goes_on_with_its_text(folder, pack):
    """An earlier program had the pack's decisions among the defaults, under ids without a layer."""
    path = SHIPPED / "packs" / "panguan" / "labour" / "jobs.yaml"
    decision = load_charter(pack="panguan").decisions["pack=panguan", "labour/jobs"]
    assert path.exists()
    (folder / "town.yaml").write_text(f'pack: "{pack}"\n', encoding="utf-8")
    charters.forget()
    from dataclasses import replace

    from liancun.base import clock

    block = replace(decision.blocks[0], org="")
    CharterBlock.objects.create(
        block_id=block.id, sha256=block.sha256, text=decision.text_of(block), recorded_at=clock.now()
    )
    charters.forget()
    assert list(kept_texts.verify()) == [] and charters.check() == []
    with charters.resting_on({block.id: block.sha256}, exact=True):
        found = charters.in_force(JobTerms, on=date(2025, 1, 1), org="head")
        assert (found.clause, len(found.jobs)) == (block.id, 10)
    now = charters.in_force(JobTerms, on=date(2025, 1, 1), org="head")
    assert len(now.jobs) == (10 if pack else 0)
    assert kept_texts.renewed() == ([] if pack else [(block.id, now.clause)])
    assert kept_texts.only_renewed(block.id, now.clause)
