"""Which texts are one, which two, and how they are sorted is alike on both databases (大小写与排序).

A code is what its characters are: another case, a dot for a dash is another record. Texts sort by code point.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.kernel.fields import Code, Text
from liancun.kernel.fields.field import Wrong, cleaned
from liancun.rooms.registry import queries
from liancun.rooms.registry.actions import NewPerson, register_person
from liancun.rooms.registry.models import Person
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import DAY, JIAXI, viewer
from liancun.rooms.settlement.models import PaymentList
from liancun.rooms.settlement.queries import pay_lists

CODES = ("Q9-a", "Q9-A", "q9-a", "q9-A", "Q9.a", "Q9_a", "Q9:a", "Q9a", "Q9-a0", "Q9-0a")
NAMES = ("straße", "strasse", "STRASSE", "Ä", "ä", "a", "A", "Z", "z", "İ", "ı", "i", "I", "é", "e", "张三",
         "王五", "啊", "阿", "赵六", "赵陆", "Zhang San", "zhang san", "Ⅸ", "IX", "Ⅹ", "·")  # fmt: skip


@pytest.fixture
def small_town(db):
    """Villages and posts, to register people in."""
    town.raise_town()


def register(code: str, name: str) -> None:
    """A person of that code and name, by the ordinary act."""
    given = NewPerson(code=code, name=name, sex="f", born_on=date(1980, 1, 1), village_code=JIAXI)
    register_person("town", given, by=SYSTEM, on=DAY)


def listed(asked: str = "") -> list[str]:
    """The codes of the people the list shows, in its order."""
    page = queries.people_page(viewer("town.town_clerk"), "town", on=DAY, asked=asked, limit=200)
    assert page.total == len(page.rows)
    return [row.code for row in page.rows if row.code[0] in "Qq"]


def test_codes_that_differ_in_case_or_a_mark_are_two(small_town):
    for number, code in enumerate(CODES):
        register(code, "人" + chr(ord("一") + number))
    for code in CODES:
        with pytest.raises(Refusal, match=r"registry\.person_taken"):
            register(code, "同名")
        assert queries.person_card(viewer("town.town_clerk"), code, on=DAY).code == code
    assert Person.objects.filter(code__in=CODES[:2]).count() == 2
    assert listed() == sorted(CODES)


def test_who_seeks_a_code_need_not_mind_its_case(small_town):
    for code in CODES[:4]:
        register(code, "人")
    assert listed("q9-A") == sorted(CODES[:4])


def test_names_are_kept_apart_and_sort_by_code_point(small_town):
    for number, name in enumerate(NAMES):
        register(f"Q8-{number:02}", name)
    mine = Person.objects.filter(code__startswith="Q8-")
    assert list(mine.order_by("name").values_list("name", flat=True)) == sorted(NAMES)
    assert list(mine.order_by("-name").values_list("name", flat=True)) == sorted(NAMES, reverse=True)
    assert mine.values("name").distinct().count() == len(NAMES)
    for name in NAMES:
        assert mine.get(name=name).name == name


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("STRASSE", {"strasse", "STRASSE"}),
        ("straß", {"straße"}),
        ("ZHANG", {"Zhang San", "zhang san"}),
        ("ä", {"ä"}),
        ("É", set()),
        ("é", {"é"}),
        ("赵六", {"赵六"}),
        ("%", set()),
        ("_", set()),
    ],
)
def test_a_part_of_a_name_finds_the_same(small_town, asked, found):
    """The Latin letters of a keyboard in either case; any other letter is itself alone."""
    for number, name in enumerate(NAMES):
        register(f"Q8-{number:02}", name)
    names = dict(Person.objects.filter(code__startswith="Q8-").values_list("code", "name"))
    assert {names[code] for code in listed(asked)} == found


def test_a_list_of_payments_is_found_in_either_case(small_town):
    with act("settlement.pay", "jiaxi", by=SYSTEM, on=DAY) as done:
        PaymentList.objects.create(key="Bank-A", content="", count=1, total_fen=1, **done.stamp())
    for asked in ("bank-a", "BANK", "Bank-A"):
        assert pay_lists(SYSTEM, key=asked).total == 1
    assert pay_lists(SYSTEM, key="bank-b").total == 0


def test_what_is_typed_is_sought_in_either_case():
    """SQLite knows no other `contains`; what the program itself has written is of one case."""
    typed = re.compile(r"__(?:contains|startswith|endswith|regex)=(?!f?\"|(?:\w+\.)?[A-Z_]+\b|source)[^,)]+")
    found = []
    for path in (Path(__file__).parents[1] / "src" / "liancun").rglob("*.py"):
        if "tests" not in path.parts:
            found += [f"{path.name}: {each[0]}" for each in typed.finditer(path.read_text(encoding="utf-8"))]
    assert found == []


def test_each_type_of_field_says_which_are_one():
    """An accent is one with its letter, blanks around a text are none; a code has Latin letters alone."""
    text, code = Text("备注"), Code("编号")
    assert text.read(cleaned("a\u0308")) == text.read(cleaned(" \u00e4\u3000")) == "\u00e4"
    assert len({text.read(cleaned(each)) for each in NAMES}) == len(NAMES)
    assert len({code.read(cleaned(each)) for each in CODES}) == len(CODES)
    for other in ("ä", "ß", "İ", "ｑ9", "编1"):
        with pytest.raises(Wrong, match=r"import\.code"):
            code.read(cleaned(other))
    with pytest.raises(Wrong, match=r"import\.code"):
        code.read("Q9-a ")
