"""A decision of one's own as a file to begin with (自己的决定): today's values, each with what it means."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml
from django.utils.translation import gettext as _

from liancun.base import charter_types, charters, decisions, whole_files
from liancun.base.organisations import must_be_registered
from liancun.charter import Block, Clause
from liancun.charter.typed import decoded
from liancun.faces.fields import heading
from liancun.faces.words import coded
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import (
    USUAL_MOST,
    Amount,
    Choice,
    Field,
    Flag,
    Many,
    Rows,
    Share,
    Thousandths,
    Whole,
    Yuan,
    field_in,
)

FILE_BYTES_MOST = 256 * 1024
SUFFIXES = (".yaml", ".yml")
INDENT = " " * 6
"""Where a clause stands in its file."""


def started(what: str, *, org: str, on: date) -> tuple[str, str]:
    """The name of a decision and the text of a file for it, beginning with the next month.

    Refuses what is the law's: nobody decides that.
    """
    name = decisions.decision_named(what)
    if name.startswith(decisions.LAW):
        raise Refusal("charter.law_stands", decision=name)
    want: Any = charter_types.type_of(name)
    hints = get_type_hints(want, include_extras=True)
    start = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    if decisions.is_decided(name):
        found = decisions.standing(name, org=org, on=on)
        title, decided_by, block = found.decision.title, found.decision.decided_by, found.block
        how = _("每一条先按现行的值写好。改哪条就改哪条,不改的也留着:一段决定是整的。")
    else:
        if org:
            must_be_registered(org)
        title, decided_by, block = coded("decision", name), "", _unfilled(name, want, start)
        how = _("这件事还没有人定过。decided_by 写谁定的,每个 value: null 的地方填上值。")
    lines = [
        "# " + how,
        "# "
        + _("来源 source:law 法律、resolution 决议(这两种要写出处 cite)、article 报道、assumption 假设。"),
        "# " + _("表决通过后,改过的条款写 source: resolution,cite 写哪次会议。money: true 是管着钱的条款。"),
        *_dumped({"title": title, "decision": name, "decided_by": decided_by}),
        "blocks:",
        "  # " + _("from 是生效日;以后再改,在下面另加一段,旧的不动"),
        f"  - from: {start}",
        "    clauses:",
    ]
    for clause in _clauses(block, want):
        field = field_in(hints[clause.name])
        assert field is not None, (name, clause.name)
        lines += [f"{INDENT}# {text}" for text in _told(field, hints[clause.name])]
        lines += [INDENT + line for line in _dumped({clause.name: _as_written(clause)})]
    return name, "\n".join(lines) + "\n"


def write(what: str, *, org: str, on: date) -> str:
    """Write such a file into an organisation's folder, or the town's; returns its place.

    One that nobody has decided is begun among the drafts: it is no decision until it is filled in. `what` may
    be a file written elsewhere: it is put there once it is sound. Refuses where there is one.
    """
    if Path(what).suffix in SUFFIXES:
        text = read_file(Path(what))
        name = decisions.proposed(text, file=Path(what).name, org=org)[0].name
    else:
        name, text = started(what, org=org, on=on)
    begun = decisions.is_decided(name) or Path(what).suffix in SUFFIXES
    path = decisions.file_of(name, org) if begun else decisions.draft_of(name, org)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_files.write_new(path, text.encode())
    except FileExistsError:
        there = path.relative_to(charters.own_folder() if begun else charters.own_folder().parent)
        raise Refusal("charter.own_file_is_there", file=str(there)) from None
    charters.forget()
    return str(path.relative_to(charters.own_folder().parent))


def read_file(path: Path) -> str:
    """The text of a proposed decision. Raises BadInput where there is none."""
    try:
        with path.open("rb") as file:
            return sized(file.read(FILE_BYTES_MOST + 1), path.name)
    except OSError:
        raise BadInput([Problem.of("charter.not_a_file", file=str(path))]) from None


def sized(content: bytes, name: str) -> str:
    """The text of a file that is no longer than any decision. Raises BadInput."""
    if len(content) > FILE_BYTES_MOST:
        raise BadInput([Problem.of("charter.file_too_big", file=name, most_kb=FILE_BYTES_MOST // 1024)])
    return decoded(content, name)


def _clauses(block: Block, want: type[Any]) -> Iterator[Clause]:
    """The clauses of a block, and those it leaves at their default."""
    yield from block.clauses
    said = {clause.name for clause in block.clauses}
    for each in dataclasses.fields(want):
        if each.name in said or each.name == "clause" or not each.init:
            continue
        if isinstance(each.default, str | int | type(None)):
            yield Clause(each.name, each.default, "assumption", "", "", False)


def _unfilled(name: str, want: type[Any], start: date) -> Block:
    """A block of a decision that nobody has taken: what must be said, without its values."""
    missing = [
        Clause(each.name, None, "assumption", "", "", False)
        for each in dataclasses.fields(want)
        if each.name != "clause"
        and each.default is each.default_factory is dataclasses.MISSING
        and not hasattr(each.type, "DECISION")
    ]
    return Block(name, "", start, tuple(missing), "")


def _as_written(clause: Clause) -> dict[str, Any]:
    """A clause as it stands in a file, without what says nothing."""
    every = {key: getattr(clause, key) for key in ("source", "cite", "money", "note", "value")}
    return {key: value for key, value in every.items() if value or key in ("source", "value")}


def _dumped(value: Mapping[str, Any]) -> list[str]:
    """YAML of a mapping: short rows on a line each."""
    text = yaml.dump(value, Dumper=_Flat, allow_unicode=True, sort_keys=False, width=10**6)
    return text.rstrip("\n").split("\n")


class _Flat(yaml.SafeDumper):
    """Writes a row of plain values on one line, and names nothing to use it again."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
        rows = any(isinstance(each, dict | list) for each in mapping.values())
        row = not rows and not {"source", "decided_by"} & set(mapping)
        return super().represent_mapping(tag, mapping, flow_style=row or flow_style)


def _told(field: Field, hint: Any) -> Iterator[str]:
    """What a clause is: its label and unit, what may be written, and the columns of its rows."""
    yield ":".join(filter(None, (heading(field), _means(field), _(field.help) if field.help else "")))
    for name, inner in _columns(hint):
        yield f"  {name}: " + ":".join(filter(None, (heading(inner), _means(inner))))


def _columns(hint: Any) -> Iterator[tuple[str, Field]]:
    """The fields of the rows or the record that a clause consists of, by their names."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        for name, each in get_type_hints(hint, include_extras=True).items():
            if (field := field_in(each)) is not None:
                yield name, field
        return
    for each in get_args(hint):
        yield from _columns(each)


def _means(field: Field) -> str:
    """What may be written for a value: its unit, its bounds, its choices."""
    if isinstance(field, Choice) and field.words:
        return _("、").join(f"{code} {_(word)}" for code, word in field.words.items())
    if isinstance(field, Flag):
        return _("true 是、false 否")
    if isinstance(field, Share):
        return _("比例,如 60% 或 3/5")
    if isinstance(field, Many):
        return _means(field.each)
    if isinstance(field, Rows):
        key = heading(field.by) if field.by.label else ""
        return _("按{key}写").format(key=key) if key else ""
    if isinstance(field, Amount):
        return _amount(field)
    return ""


def _amount(field: Amount) -> str:
    unit = _(field.of) if isinstance(field, Whole | Thousandths) and field.of else _(field.unit)
    if isinstance(field, Yuan):
        return _("写 ¥30.00 这样的元")
    bounds = [field.entry(end) if end is not None else "" for end in (field.least, _most(field))]
    told = ""
    if all(bounds):
        told = _("{least} 到 {most}").format(least=bounds[0], most=bounds[1])
    scaled = _("写成 1/{scale} {unit} 的整数").format(scale=field.scale, unit=unit) if field.scale > 1 else ""
    return " ".join(filter(None, (scaled or unit, told)))


def _most(field: Amount) -> int | None:
    """The upper bound where one was said."""
    return None if field.most == USUAL_MOST else field.most
