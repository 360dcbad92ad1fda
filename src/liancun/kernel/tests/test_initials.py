"""The first letters of how Chinese is said: what may be typed for a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.kernel.initials import LETTERS, begins_as_said, letters_of, spellings


@pytest.mark.parametrize(
    ("text", "typed", "means"),
    [
        ("银行存款", "yhck", True),
        ("银行存款", "YHCK", True),
        ("银行存款", "ck", True),
        ("银行存款", "yc", False),
        ("银行存款", "yhckx", False),
        ("长期借款", "cqjk", True),
        ("长期待摊费用", "zqdtfy", True),
        ("盈余分配—未分配盈余", "wfpyy", True),
        ("待处理财产损溢", "dclccsy", True),
        ("A1公司", "a1gs", True),
        ("䶮家", "qj", True),
        ("彭家", "cj", False),
        ("", "y", False),
    ],
)
def test_what_letters_mean(text, typed, means):
    assert begins_as_said(text, typed) is means


@pytest.mark.parametrize(
    ("sign", "letter"),
    [
        ("啊", "a"),
        ("芭", "b"),
        ("雹", "b"),
        ("保", "b"),
        ("座", "z"),
        ("压", "y"),
        ("讯", "x"),
        ("昔", "x"),
        ("误", "w"),
    ],
)
def test_the_first_and_last_of_a_letter(sign, letter):
    assert letters_of(sign) == {letter}


def test_a_mark_stands_for_nothing_and_a_rare_one_for_anything():
    assert letters_of("—") == letters_of(" ") == letters_of("。") == frozenset()
    assert letters_of("䶮") == letters_of("鼢") >= set(LETTERS)


@given(st.text(alphabet="银行存款长期待摊䶮A1—", max_size=6))
def test_every_spelling_is_understood(text):
    for spelled in spellings(text):
        assert begins_as_said(text, spelled.replace("*", "q")) or not spelled


def test_how_a_name_is_spelled():
    assert spellings("银行存款") == ("yhck", "yxck")
    assert spellings("管理费用") == ("glfy",)
    assert spellings("䶮—") == ("*",)
    assert len(spellings("行长行长行长")) == 8
