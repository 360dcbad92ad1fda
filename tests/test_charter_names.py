"""What own decisions name (决定里的名称): the unknown is refused with the nearest, a bare code is noted."""

import pytest

from liancun.base import charter_names, charters, startup
from liancun.base.permits import Permits
from liancun.base.tests.probe import rest_on
from liancun.faces.words import placed
from liancun.kernel import BadInput
from liancun.rooms.registry.tests import town
from tests.test_charter_files import BLOCK, OWN, own

pytestmark = pytest.mark.django_db

FEE = OWN + BLOCK.format(start="2025-03-01", fee=10, cite="JX-2025-1")
PERMITS = """
title: 用工的分工
decision: permits/labour
decided_by: 总社成员大会
blocks:
  - from: 2025-01-01
    clauses:
      acts: {{value: {{labour.give_order: {given}}}, source: assumption}}
"""
PAY = """
title: 网格员报酬
decision: points/grid_worker_pay
decided_by: 镇人民政府
blocks:
  - from: 2025-01-01
    clauses:
      base_fen: {{value: ¥500, source: assumption}}
      performance_max_fen: {{value: ¥300, source: assumption}}
      on_time_share: {{value: 1/2, source: assumption}}
      points_share: {{value: 1/2, source: assumption}}
      bonus_points_max: {{value: 5, source: assumption}}
      pass_through_account: {{value: "211", source: assumption}}
      town_party: {{value: "{party}", source: assumption}}
"""
FORMS = """
title: 组织形式
decision: registry/organisations
decided_by: 总社成员大会
blocks:
  - from: 2025-01-01
    clauses:
      forms:
        value: {{{org}: {{form: cooperative_with_branches, representatives: false}}}}
        source: assumption
"""


@pytest.fixture
def folder(tmp_path, settings):
    """The data folder of a registered town, to write decisions in."""
    town.raise_town()
    settings.DATA_DIR = tmp_path
    charters.forget()
    yield tmp_path
    charters.forget()


def told(folder, text, org="jiaxi"):
    """What is said of a decision, where nothing else is wrong with it."""
    file = own(folder, text, org, "one.yaml")
    charters.forget()
    assert charters.check() == [], "it is sound as it stands, whatever it names"
    said = [placed(each) for each in charter_names.unknown()]
    file.unlink()
    return said


def test_what_is_there_is_not_told(folder):
    for org, text in (
        ("jiaxi", FEE),
        ("_town", PAY.format(party="O:finance")),
        ("_town", PAY.format(party="P0000001")),
        ("head", FORMS.format(org="head")),
        ("head", PERMITS.format(given='{accountant: own, town_clerk: "above:town"}')),
    ):
        assert told(folder, text, org) == []


UNKNOWN = [
    (
        "_town", PAY.format(party="O:finanse"),
        "_town/one.yaml · 2025-01-01.town_party:没有“O:finanse”这个人或单位。"
        "单位写 O:编码,相近的是:O:finance;",
    ),
    (
        "jiaxi", FEE.replace('value: "113"', 'value: "1131"'),
        "jiaxi/one.yaml · 2025-03-01.member_account:会计科目表里没有“1131”。相近的是:131、113、",
    ),
    (
        "head", FORMS.format(org="haed"),
        "head/one.yaml · 2025-01-01.forms.haed:没有编码是“haed”的单位。相近的是:head",
    ),
    (
        "head", PERMITS.format(given='{acountant: own}'),
        "head/one.yaml · 2025-01-01.acts.labour.give_order.acountant:"
        "没有“acountant”这种职务。相近的是:accountant",
    ),
    (
        "head", PERMITS.format(given='{accountant: "own:head_coperative"}'),
        "head/one.yaml · 2025-01-01.acts.labour.give_order.accountant:“own:head_coperative”不是任职的地方。"
        "相近的是:own:head_cooperative",
    ),
    (
        "head", PERMITS.format(given="{accountant: haed}"),
        "head/one.yaml · 2025-01-01.acts.labour.give_order.accountant:“haed”不是任职的地方。相近的是:head",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("org", "text", "says"), UNKNOWN, ids=[each[2].split(":")[0] for each in UNKNOWN])
def test_what_nobody_knows_is_told_with_the_nearest(folder, org, text, says):
    (said,) = told(folder, text, org)
    assert said.startswith(says), said


def test_an_account_of_before_the_chart_is_held_against_the_chart_as_it_began(folder):
    early = FEE.replace("2025-03-01", "2010-01-01")
    assert told(folder, early) == []
    (said,) = told(folder, early.replace('value: "113"', 'value: "1131"'))
    assert "会计科目表里没有“1131”" in said


def test_a_bare_code_is_told_as_a_note(folder):
    own(
        folder, PERMITS.format(given="{accountant: head, town_clerk: town, cashier: own}"), "head", "one.yaml"
    )
    charters.forget()
    assert charters.check() == charter_names.unknown() == []
    assert [placed(each).partition(":")[2][:6] for each in charter_names.notes()] == ["“head”", "“town”"]


def test_shipped_permits_name_no_organisation():
    kinds = {"own", "own:KIND", "above:KIND"}
    found = set()
    for decision in charters.current().decisions.values():
        if decision.name.startswith("permits/"):
            for block in decision.blocks:
                read = charters.current().typed(block, Permits, on=block.start)
                for posts in read.acts.values():
                    found |= {
                        f"{place.partition(':')[0]}:KIND" if ":" in place else place
                        for place in posts.values()
                    }
    assert found <= kinds and "above:KIND" in found


def test_a_misspelt_folder_is_told_and_goes_as_long_as_nothing_rests_on_it(folder):
    """A typo is written, found, corrected, and no command is stopped by any of it."""
    startup.open_data()
    file = own(folder, FEE, "jaixi")
    startup.open_data()
    (said,) = [placed(each) for each in charter_names.unknown()]
    assert said.startswith("jaixi/:没有编码是“jaixi”的单位") and "相近的是:jiaxi" in said
    file.unlink()
    file = own(folder, FEE.replace("¥10}", "¥12}"), "jiaxi")
    startup.open_data()
    assert charter_names.unknown() == []
    own(folder, FEE, "jiaxi")
    startup.open_data()
    rest_on("jiaxi:points/refuse_fee@2025-03-01")
    file.unlink()
    with pytest.raises(BadInput) as bad:
        startup.open_data()
    assert [each.code for each in bad.value.problems] == ["charter.removed"], "something rests on it by now"
