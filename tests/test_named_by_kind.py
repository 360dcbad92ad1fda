"""Organisations are found by their kind, never by the code the demo town gives them (按类型找单位).

Nor does the program know its villages or its crops. The demo's codes are asked of its own workbook. Some are
words of the trade as well ("town" is a kind): where such a word stands, a table says how often and what it
means there.
"""

import ast
import re
from collections import Counter
from functools import cache

from liancun.charter.loader import load_charter
from liancun.scenario import constants as demo
from liancun.scenario.registry_books import _organisations
from liancun.scenario.world import World
from tests.test_tidy import SRC, sources

WORDS = {
    "rooms/registry/models/organisations.py": ({"town": 1}, "kinds of organisations"),
    "rooms/registry/fields.py": ({"town": 1}, "kinds of organisations"),
    "rooms/registry/founding.py": (
        {"town": 1, "joint": 1, "finance": 1, "company": 1},
        "parts of the answers for a new town",
    ),
    "rooms/registry/actions/founding.py": ({"town": 1}, "a field of town.yaml"),
    "faces/web/places.py": ({"town": 2}, "a kind of organisation; a room"),
    "rooms/park/rules.py": ({"company": 3}, "who bears what is promised"),
    "rooms/park/trials.py": ({"company": 2, "head": 1}, "who bears what is promised; parties of an example"),
    "rooms/points/trials.py": ({"finance": 1}, "a party of an example"),
    "rooms/surplus/rules/__init__.py": ({"head": 1}, "by the head"),
    "rooms/surplus/rules/exits.py": ({"head": 2}, "by the head"),
    "rooms/surplus/rules/left_out.py": ({"head": 1}, "by the head"),
    "rooms/surplus/rules/terms.py": ({"head": 2}, "by the head"),
    "faces/web/cockpit.py": ({"company": 1, "town": 1, "joint": 1}, "a chart; names in its template"),
    "faces/web/templates/web/joint_resolution.html": ({"joint": 1}, "a list: joint resolutions"),
    "rooms/committee/queries/joint.py": ({"joint": 1}, "a verb: joint resolutions"),
    "faces/web/templates/web/park.html": ({"company": 1}, "who bears what is promised"),
}
"""Where the word is no organisation's code: how often it stands there, and what it means."""
ROOM = demo.PARK
"""Also a room's name, and who pays: it stands everywhere, and never for the organisation."""
LAYER = "bees"
"""Also what stands on a plot beside canopy and undergrowth."""
QUOTED = re.compile(r"""["'](?:O:)?([a-z][a-z-]*)["']""")


@cache
def codes() -> frozenset[str]:
    """Every code the demo gives to an organisation, at both scales."""
    found = {row["code"] for scale in ("small", "full") for row in _organisations(World.of(scale))}
    assert {demo.HEAD, demo.JOINT, "jiaxi", "pq-jiaxi"} <= found
    return frozenset(found - {ROOM})


def named(text: str) -> Counter[str]:
    """The codes of the demo that a file of Python writes as strings."""
    strings = (
        node.value.removeprefix("O:")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return Counter(each for each in strings if each in codes())


def test_a_code_is_told_from_a_word():
    assert named('HEAD = "head"\nx = f("O:jiaxi", "ahead")') == {"head": 1, "jiaxi": 1}
    assert QUOTED.findall("{% url 'list' org|default:'head' %}") == ["list", "head"]


def test_the_program_names_no_organisation_of_the_demo():
    found: dict[str, Counter[str]] = {}
    for path in sources():
        name = path.relative_to(SRC).as_posix()
        if not name.startswith("scenario/"):
            found[name] = named(path.read_text(encoding="utf-8"))
    for path in SRC.rglob("*.html"):
        said = QUOTED.findall(path.read_text(encoding="utf-8"))
        found[path.relative_to(SRC).as_posix()] = Counter(each for each in said if each in codes())
    assert {name: dict(count) for name, count in found.items() if count} == {
        name: count for name, (count, _why) in WORDS.items()
    }


def elsewhere() -> dict[str, str]:
    """The text of every file of the program but the demo's and the charter's, tests left out."""
    files = [*sources(), *SRC.rglob("*.html")]
    texts = {path.relative_to(SRC).as_posix(): path.read_text(encoding="utf-8") for path in files}
    return {name: text for name, text in texts.items() if not name.startswith(("scenario/", "charter/"))}


def test_the_program_names_no_village_of_the_demo():
    """Neither its code, nor the county's at its beginning, which a plot's code has too."""
    villages = [village.code for scale in ("small", "full") for village in World.of(scale).town.villages]
    county = {code[:9] for code in villages}
    assert len(county) == 1
    assert [name for name, text in elsewhere().items() if any(code in text for code in county)] == []


TABLES = {
    "production/crops": "crops",
    "sales/goods": "goods",
    "deliveries/weighing": "products",
    "labour/jobs": "jobs",
}
"""Decision of the pack -> the clause whose rows are the town's own things."""
TRADE = {"bees", "nursery", "outside", "育苗", "养蜂", "蜂", "蜂蜜"}
"""Words of the trade as well: a storey, what growing does to the ground, facilities, who pays."""


def things() -> tuple[set[str], set[str]]:
    """The codes and the names of the pack's crops, goods and jobs."""
    own_codes, names = set(), set()
    for (layer, name), decision in load_charter(pack="panguan").decisions.items():
        if layer and name in TABLES:
            for clause in (each for block in decision.blocks for each in block.clauses):
                if clause.name == TABLES[name]:
                    own_codes |= set(clause.value)
                    names |= {row["name"] for row in clause.value.values()}
    assert {"cili", "dishen", "herb", "park_picking", "honey", LAYER} <= own_codes
    return own_codes - TRADE, names - TRADE


def test_the_program_names_no_crop_good_or_job_of_the_pack():
    """Neither by code nor by name: they are the town's decision."""
    own_codes, names = things()
    texts = elsewhere()
    for path in (SRC / "charter").rglob("*.yaml"):
        name = path.relative_to(SRC).as_posix()
        if not name.startswith(("charter/packs/", "charter/tests/")):
            texts[name] = path.read_text(encoding="utf-8")
    found = {}
    for name, text in texts.items():
        words = set(re.findall(r"[a-z_]+" if name.endswith(".yaml") else r"""["']([a-z_]+)["']""", text))
        said = (words & own_codes) | {each for each in names if each in text}
        if said:
            found[name] = said
    assert found == {}


def test_what_ships_for_every_town_names_nobody_of_the_demo():
    """Nor a body, village or party of it, nor does it rest on what was reported about it."""
    own = {"总社", "平台公司", "报道", "source: article", *(f"O:{code}" for code in codes() | {ROOM})}
    own |= {village.name for scale in ("small", "full") for village in World.of(scale).town.villages}
    for folder in ("law", "defaults"):
        for path in (SRC / "charter" / folder).rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            assert [each for each in own if each in text] == [], path.name
