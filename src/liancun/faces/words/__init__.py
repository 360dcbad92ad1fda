"""Wording (措辞): codes and parameters become Chinese, or English through gettext. One module per room.

A template's parameters are formatted by their names: `_fen` as yuan, `_g` as kilograms, `hundredths` as
days of work, `hour_hundredths` as hours, `piece_milli` as pieces, `share` as a percentage, days in the
town's form; a list is joined by 、.
"""

import pkgutil
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liancun.kernel import Alike, BadInput, Problem, Reason, Refusal, alike
from liancun.kernel.quantities import format_scaled, format_share, format_yuan

CALLED = frozenset({
    "account", "clause_name", "crop", "duties", "duty", "good", "job", "kind_name", "known", "list_name",
    "matter", "name", "product", "species", "tier", "title",
})  # fmt: skip
"""Parameters that may be what a decision calls something."""
_CHINESE = re.compile(r"[\u4e00-\u9fff][^ \u3001(\uff08]*")
_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")
_MONTH = re.compile(r"^(\d{4})(?:-(\d\d))?$")


@cache
def all_words() -> Mapping[str, Any]:
    """Every template by code."""
    words: dict[str, Any] = {}
    for info in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        again = words.keys() & module.WORDS.keys()
        assert not again, f"worded twice: {again}"
        words.update(module.WORDS)
    return words


def worded(what: Reason | Problem | Refusal) -> str:
    """The sentence of a reason, problem or refusal in the reader's language."""
    if isinstance(what, Refusal):
        what = what.reason
    template = all_words().get(what.code)
    if template is None:
        params = ", ".join(f"{name}={value}" for name, value in what.params)
        return f"{what.code} ({params})" if params else what.code
    return str(template).format_map({name: shown(name, value) for name, value in what.params})


def placed(problem: Problem) -> str:
    """A problem with its place before it: file, sheet, row, column."""
    return _placed(Alike(problem, (problem.row,), False))


def _placed(fault: Alike) -> str:
    first = fault.first
    rows = _("第{row}行").format(row=rows_said(fault.rows)) if first.row else ""
    place = [part for part in (first.file, first.sheet, rows, first.column) if part]
    return " · ".join(place) + (":" if place else "") + fault_said(fault)


def fault_said(fault: Alike) -> str:
    """What is wrong, once for all its rows."""
    more = _("(各行写的不同,这是第一处的)") if fault.several else ""
    return worded(fault.first) + more


def rows_said(rows: Sequence[int]) -> str:
    """Numbers of rows as people say them: "3、5–8"."""
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return _("、").join(str(one) if one == last else f"{one}–{last}" for one, last in found)


def all_placed(bad: BadInput) -> list[str]:
    """Every problem of bad input, placed and worded; the same fault of several rows once."""
    return [_placed(fault) for fault in alike(bad.problems)]


def shown(name: str, value: Any) -> str:
    """A parameter as people read it."""
    if name == "rows" and isinstance(value, list | tuple):
        return rows_said(value)
    if isinstance(value, list | tuple):
        return _("、").join(_one_of(name, item) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        if name == "fen" or name.endswith("_fen"):
            return _("{yuan}元").format(yuan=format_yuan(value))
        if name.endswith("hour_hundredths"):
            return _("{hours}小时").format(hours=format_scaled(value, 100, 2).rstrip("0").rstrip("."))
        if name.endswith("piece_milli"):
            return format_scaled(value, 1000, 3).rstrip("0").rstrip(".")
        if name == "hundredths":
            return _("{days}天").format(days=format_scaled(value, 100, 2).rstrip("0").rstrip("."))
        if name.endswith("_g"):
            kilograms = format_scaled(value, 1000, 3).rstrip("0").rstrip(".")
            return _("{kilograms}公斤").format(kilograms=kilograms)
        if name.endswith("_centimu"):
            return _("{mu}亩").format(mu=format_scaled(value, 100, 2))
        return str(value)
    text = str(value)
    if name == "org":
        from liancun.rooms.registry.queries import org_name  # faults of the settings are worded without it

        return org_name(text)
    if word := all_words().get(f"{name}.{text}"):
        return str(word)
    if name in MADE_UP:
        return MADE_UP[name](text)
    if (name == "share" or name.endswith("_share")) and re.match(r"^\d+/\d+$", text):
        return format_share(Fraction(text))
    if get_language() != "en" and (match := _DAY.match(text)):
        return f"{match[1]}年{int(match[2])}月{int(match[3])}日"
    if name in ("month", "period") and get_language() != "en" and (match := _MONTH.match(text)):
        return f"{match[1]}年" + (f"{int(match[2])}月" if match[2] else "")
    return called(text) if name in CALLED else text


def called(text: str) -> str:
    """What a decision calls something, in the reader's language where it ships with the program.

    A number may stand before it and more behind it: "102 银行存款", "桑叶(农桑14号)". What a town calls its
    own stays as it was written.
    """
    if get_language() != "en" or not text:
        return text
    if (said := _(text)) != text:
        return said
    number, _blank, name = text.partition(" ")
    if number.isdecimal() and (said := _(name)) != name:
        return f"{number} {said}"
    return _CHINESE.sub(lambda match: _(match[0]), text).replace("、", _("、"))


def _one_of(name: str, item: Any) -> str:
    """One of several, which a parameter in the plural holds: "stages" are worded as "stage" is."""
    one = re.sub(r"ies$", "y", name) if name.endswith("ies") else name.removesuffix("s")
    return shown(one if f"{one}.{item}" in all_words() else name, item)


def fact_name(name: str) -> str:
    """What a fact is called; its own name where nobody worded it."""
    if name.startswith("pots."):
        return part_name(name.removeprefix("pots.").removesuffix("_fen"))
    word = all_words().get(f"fact.{name}")
    return str(word) if word else called(name)


def part_name(part: str) -> str:
    """A part of a divided pot in words, '' where it has none; a supplement names its period, a job its name.

    "supplement:2025-09/patronage" is what came after September's patronage.
    """
    base, _colon, late = part.partition(":")
    if base == "supplement":
        period, _slash, of = late.partition("/")
        return " ".join(filter(None, (_("补发扣回 {period}").format(period=period), part_name(of))))
    if word := all_words().get(f"part.{base}"):
        return str(word)
    # No word of the faces' own: what the town called a job. Asked here, as few who word something need it.
    from liancun.rooms.labour.queries import job_names

    job = job_names().get(base)
    return _("{job}用工").format(job=_(job)) if job else ""


def line_part(part: str) -> str:
    """A line's part where each line says its own, the single part of a tariff too; else as it is kept."""
    return part_name(part) or str(all_words().get(f"single.{part}", part))


def coded(of: str, code: str) -> str:
    """A code of some kind in words, or an official name in the reader's language; else as it is."""
    if of in MADE_UP:
        return MADE_UP[of](code)
    return str(all_words().get(f"{of}.{code}") or called(code))


def list_key(key: str) -> str:
    """What a list of payments is called: its own number, or the way it came in where the program made one."""
    way, _colon, _number = key.partition(":")
    return {"import": _("由工作簿导入"), "form": _("在网页上登记")}.get(way, key)


def subject_of(subject: str) -> str:
    """What a resolution is about: in words where it is how a cooperative's year ends."""
    about, _slash, rest = subject.partition("/")
    year, _slash, further = rest.partition("/")
    said = {
        "surplus": _("{year}年盈余分配方案"),
        "surplus/contribution": _("{year}年盈余转为出资"),
        "loss_cover": _("{year}年亏损处理方案"),
        "member_exit": _("{year}年退社结算"),
    }.get(f"{about}/{further}" if further else about)
    return said.format(year=year) if said and year.isdecimal() else subject


MADE_UP = {"part": line_part, "paylist": list_key, "subject": subject_of}
"""Codes that are put together, so that no table holds them."""


def fact_value(name: str, value: Any) -> str:
    """A fact as people read it, by its name's unit; an accounting line is in fen."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int) and name[:3].isdigit():
        return _("{yuan}元").format(yuan=format_yuan(value))
    word = all_words().get(f"state.{value}") if isinstance(value, str) else None
    return str(word) if word else shown(name, value)
