"""Which field takes which value that nobody means (刁难的值): as meant, or refused with this code."""

from typing import Any

import pytest

from liancun.kernel.fields import (
    BankAccount,
    Choice,
    Code,
    Day,
    Field,
    Flag,
    IdNumber,
    Kilos,
    Many,
    Minutes,
    Month,
    Mu,
    Phone,
    Share,
    Span,
    Spec,
    Text,
    Thousandths,
    Time,
    Whole,
    WorkDays,
    Wrong,
    Yuan,
)
from tests.doors.values import VALUES

KINDS: dict[str, Field] = {
    "text": Text("备注"),
    "code": Code("编号"),
    "paper": Code("文件", slash=True),
    "id": IdNumber("身份证号"),
    "phone": Phone("手机号"),
    "account": BankAccount("账号"),
    "whole": Whole("人数"),
    "minutes": Minutes("时长"),
    "yuan": Yuan("金额"),
    "kilos": Kilos("毛重"),
    "mu": Mu("面积"),
    "days": WorkDays("工日"),
    "thousandths": Thousandths("数量"),
    "share": Share("比例"),
    "day": Day("日期"),
    "month": Month("月份"),
    "span": Span("期间"),
    "time": Time("时刻"),
    "flag": Flag("户主"),
    "choice": Choice("类型", (("a", "甲"), ("b", "乙"))),
    "source": Choice("人员", "registry.people"),
    "several": Many("人员", Code("编号")),
}
"""One field of each type a person fills in, unbounded as it comes."""

NOTHING, STRANGE = "import.empty", "import.strange_character"
ALWAYS = {"empty": NOTHING, "blanks": NOTHING} | dict.fromkeys(
    ("zero width", "control", "nul", "emoji", "surrogate"), STRANGE
)
"""What no field takes, whichever it is."""
AS_SAID = ("slash", "dots", "dot", "zero", "minus zero", "rare", "1e5", "2^63", "html")
"""What is words like any others."""
WORDS: dict[str, Any] = {name: VALUES[name] for name in (*AS_SAID, "full width")} | {
    "long": "import.too_long"
}
CODES: dict[str, Any] = {name: VALUES[name] for name in ("zero", "1e5", "2^63")}


def number(twelve: int) -> dict[str, Any]:
    """An amount: nought is nought whatever its sign, full-width digits are digits."""
    return {"zero": 0, "minus zero": 0, "full width": twelve, "2^63": "import.too_big"}


TAKEN: dict[str, dict[str, Any]] = {
    "text": WORDS,
    "source": WORDS,
    "code": CODES,
    "paper": CODES,
    "several": {name: (value,) for name, value in CODES.items()},
    "whole": number(12),
    "minutes": number(12),
    "yuan": number(1_200),
    "mu": number(1_200),
    "days": number(1_200),
    "kilos": number(12_000),
    "thousandths": number(12_000),
    "flag": {"zero": False},
    "account": {"2^63": "import.account_check_digit"},
}
"""Type -> value -> what is made of it, or the code it is refused with."""

ELSE = {
    "code": "import.code",
    "paper": "import.code",
    "several": "import.code",
    "id": "import.id_number_length",
    "phone": "import.phone",
    "account": "import.account",
    "share": "field.share",
    "day": "import.day",
    "month": "import.month",
    "span": "field.span",
    "time": "field.time",
    "flag": "import.choice",
    "choice": "import.choice",
}
"""Type -> the code with which all else is refused; of amounts `import.number`."""


def became(field: Field, raw: str) -> Any:
    """The value read of what was typed, or the code it was refused with."""
    try:
        return Spec("field", field, required=True).value(raw, field.read)
    except Wrong as wrong:
        return wrong.code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", VALUES)
def test_each_type_says_which_it_takes(kind, name):
    field = KINDS[kind]
    meant = ALWAYS.get(name) or TAKEN.get(kind, {}).get(name, ELSE.get(kind, "import.number"))
    told = became(field, VALUES[name])
    assert told == meant and type(told) is type(meant)
    if not isinstance(told, str) or told == VALUES[name]:
        field.check(told)
        assert became(field, field.entry(told)) == told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", VALUES)
def test_what_is_refused_as_typed_is_refused_inside_an_act(kind, name):
    """The bounds of a field are those of its act, whoever calls it: not only of what is read."""
    field, raw = KINDS[kind], VALUES[name]
    if isinstance(became(field, raw), str) and became(field, raw) != raw and raw.strip():
        with pytest.raises(Wrong):
            field.check(raw)


@pytest.mark.parametrize("raw", [0, -1, 1.5, True, None, [], {}, "\ud800", float("nan"), float("inf")])
@pytest.mark.parametrize("kind", KINDS)
def test_another_type_than_asked_for_is_refused_with_a_code(kind, raw):
    field = KINDS[kind]
    told = typed(field, raw)
    if isinstance(told, Wrong):
        assert told.code.startswith(("field.", "import."))
    else:
        field.check(told)


def typed(field: Field, raw: Any) -> Any:
    """The value of a JSON value, or what is wrong with it."""
    try:
        return field.typed(raw)
    except Wrong as wrong:
        return wrong
