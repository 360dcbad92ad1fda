"""Acts and lists as verbs (命令): derived from what each says of itself.

    liancun capital transfer head --number GJ-1 --shares 10 --to-party 张三 …
    liancun capital register head [--sort -held_fen] [--to 股金.xlsx] [--json]

A flag is its field's name without the unit; `--help` says what to write and what must be given. No flag is
required of typer, which would name the first that is missing: the one checker tells them all. Days that are
left out are the day of the act.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import is_dataclass, replace
from datetime import date
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day as OnDay
from liancun.faces.cli.acting import Json, who_and_when
from liancun.faces.cli.usage import App
from liancun.faces.fields import heading, named, shown
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import Choice, Day, Field, Flag, Many, Spec, fields_of

UNITS = {"_fen": "yuan", "_g": "kg", "_centimu": "mu", "_milli": "units", "_hundredths": "days"}
UNITS |= {"_minutes": "minutes"}
"""What a flag leaves away of a field's name, and what the value is typed in."""
MOST_ROWS = 10_000


def add_to(app: App, room: str) -> None:
    """Give a group the verbs of a room: its lists, then its acts. What stands in it already stays."""
    from liancun.base.lists import lists_of
    from liancun.base.offers import offers_of

    for listing in lists_of(room).values():
        _list_verb(app, listing)
    for offer in offers_of(room).values():
        _act_verb(app, offer)


def flags(specs: Sequence[Spec]) -> dict[str, str]:
    """The flag of each field: `price_fen` is --price; of two alike, --fruit-kg and --fruit-yuan."""
    short = {spec.name: _unitless(spec.name) for spec in specs}
    alike = {text for text, times in Counter(short.values()).items() if times > 1}
    return {name: "--" + (_typed_in(name) if text in alike else text) for name, text in short.items()}


def _unitless(name: str) -> str:
    for unit in UNITS:
        name = name.removesuffix(unit)
    return name.replace("_", "-")


def _typed_in(name: str) -> str:
    return "-".join([_unitless(name), *(typed for unit, typed in UNITS.items() if name.endswith(unit))])


def told(field: Field) -> str:
    """What to write, for --help: what it is called, its choices or its help, an example."""
    parts = [heading(field)]
    if isinstance(field, Choice) and not field.source:
        parts.append(_("、").join(map(_, field.words.values())))
    if isinstance(field, Many):
        parts.append(_("可写几个,用空格隔开"))
    parts.append(_(field.help) if field.help else "")
    parts.append(_("例:{example}").format(example=field.example) if field.example else "")
    return _(";").join(filter(None, parts))


def _todays(field: Field) -> bool:
    """Whether it may be left out: the day of the act then."""
    return isinstance(field, Day) and field.today


def _parameter(name: str, annotation: Any, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _options(specs: Sequence[Spec]) -> list[Parameter]:
    names = flags(specs)
    return [_option(spec, names[spec.name]) for spec in specs]


def _option(spec: Spec, name: str) -> Parameter:
    if isinstance(spec.field, Flag):
        said = typer.Option(f"{name}/--no-{name[2:]}", help=told(spec.field), show_default=False)
        return _parameter(spec.name, Annotated[bool | None, said], None)
    help = told(spec.field)
    if _todays(spec.field):
        help = _(";").join((help, _("不写就是办理日")))
    elif spec.required:
        help = _(";").join((_("必填"), help))
    said = typer.Option(name, help=help, show_default=False)
    return _parameter(spec.name, Annotated[str | None, said], None)


def _verb(
    app: App,
    name: str,
    help: str,
    params: list[Parameter],
    run: Callable[..., None],
    bare: bool = False,
) -> None:
    """Give a group a verb; one that may stand `bare` does so without saying its help."""
    run.__signature__ = Signature(params)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in params}
    app.command(name, help=help, no_args_is_help=not bare)(run)


COMMON = [_parameter("on_day", OnDay, ""), _parameter("as_json", Json, False)]


def _act_verb(app: App, offer: Any) -> None:
    subject = offer.subject
    where = "org_code" if subject is None else "subject_"  # a field may be called as the subject is

    def run(*, on_day: str, as_json: bool, **given: Any) -> None:
        from liancun.base import references
        from liancun.base.organisations import must_be_registered
        from liancun.faces.api.derived import given_back

        asked = who_and_when(on_day)
        place = org_code = given.pop(where)
        if subject is None:
            must_be_registered(org_code)
        else:
            org_code = references.resolve(asked["by"], f"{offer.of}:{place}").org_code
        try:
            values = _read(offer, given, org_code, asked)
            done = offer.do(place, values, **asked)
        except BadInput as bad:
            raise _flagged(bad, offer.specs) from None
        document = given_back(offer, place, done)
        if as_json:
            output.print_json(document)
            return
        output.say(f"{_worded(offer.done) or _('已登记')} {_came_to(done, document)}")

    first = _org(_("单位代码,如 head")) if subject is None else _subject(subject)
    params = [_parameter(where, first), *_options(offer.specs), *COMMON]
    help = f"{_(offer.title)} ({_first_sentence(offer.action)})"
    _verb(app, offer.command or offer.name.replace("_", "-"), help, params, run)


def _flagged(bad: BadInput, specs: Sequence[Spec]) -> BadInput:
    """Faults with what a field is called and the flag it is typed behind."""
    names = flags(specs)
    places = {spec.name: f"{heading(spec.field)} {names[spec.name]}" for spec in specs}
    flagged = BadInput(replace(each, column=places.get(each.column, each.column)) for each in bad.problems)
    return named(flagged, specs)  # those of rows within a field


def _org(help: str) -> Any:
    return Annotated[str, typer.Argument(metavar="ORG", help=help)]


def _subject(subject: Spec) -> Any:
    said = typer.Argument(metavar=subject.name.upper(), help=told(subject.field))
    return Annotated[str, said]


def _came_to(done: Any, document: dict[str, Any]) -> str:
    """What an act gave, in words: what has a label with it, else everything as it is.

    Its subject was typed: it is not said again, unless there is nothing else.
    """
    specs = {spec.name: spec for spec in fields_of(done)} if is_dataclass(done) else {}
    said = []
    for name, value in document.items():
        if name == "subject" and len(document) > 1:
            continue
        if name in specs and value not in ("", None):
            field = specs[name].field
            said.append(f"{heading(field)} {shown(field, getattr(done, name))}")
        elif not specs and value not in ("", None):
            said.append(str(value))
    return " ".join(dict.fromkeys(said))


def _read(offer: Any, given: dict[str, Any], org_code: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The values of what was typed; a day that was left out is the day of the act."""
    raw = {name: value for name, value in given.items() if value is not None}
    for spec in offer.specs:
        if spec.required and _todays(spec.field):
            raw.setdefault(spec.name, str(asked["on"]))
    values: dict[str, Any] = offer.read(raw, by=asked["by"], org_code=org_code, on=asked["on"])
    return values


def _list_verb(app: App, listing: Any) -> None:
    def run(
        *, org_code: str, limit: int, offset: int, file: str, as_json: bool, on_day: str = "", **raw: Any
    ) -> None:
        from liancun.base.lists import window

        asked = who_and_when(on_day)
        viewer, today = asked["by"], asked["on"]
        try:
            found = listing.asked(raw, by=viewer, org_code=org_code, on=today)
        except BadInput as bad:
            raise _flagged(bad, listing.filters) from None
        rows = window({"limit": limit, "offset": offset}, MOST_ROWS)
        if file:
            _saved(listing, viewer, org_code, today, found, Path(file), as_json)
            return
        page = listing.ask(viewer, org_code, on=today, **rows, **found)
        if as_json:
            from liancun.faces.api.answers import plain

            output.print_json(plain(listing.told(page)))
            return
        _print(listing, page)

    if listing.reach:
        where = _parameter("org_code", _org(_("单位代码;不写就是看得到的全部单位")), "")
    else:
        where = _parameter("org_code", _org(_("单位代码,如 head")))
    params = [where, *_options(listing.filters)]
    if listing.sorts:
        help = _("按哪一列排,前面加 - 从大到小:") + _("、").join(_sorts(listing))
        params.append(_parameter("sort", Annotated[str, typer.Option(help=help, show_default=False)], ""))
    to = typer.Option("--to", metavar="FILE", help=_("整份清单存成 .xlsx 或 .csv"), show_default=False)
    most = typer.Option(help=_("最多几行"))
    params += [
        _parameter("limit", Annotated[int, most], MOST_ROWS if listing.short else 50),
        _parameter("offset", Annotated[int, typer.Option(help=_("跳过几行"))], 0),
        _parameter("file", Annotated[str, to], ""),
        *(COMMON if listing.by_day else COMMON[1:]),
    ]
    help = f"{_(listing.title)} ({_first_sentence(listing.query)})"
    _verb(app, listing.command or listing.key.replace("_", "-"), help, params, run, listing.reach)


def _sorts(listing: Any) -> Iterator[str]:
    """What a list can be sorted by: as it is typed, and what the column is called."""
    called = {spec.name: heading(spec.field) for spec in listing.columns}
    return (f"{name}({called[name]})" if called.get(name) else name for name in listing.sorts)


def _print(listing: Any, page: Any) -> None:
    from liancun.faces.tables import table_of

    table = table_of(listing, page)
    output.print_table(table.headings, table.cells(), right=table.right)
    output.say(";".join(f"{label} {text}" for label, text in table.totals()))


def _saved(
    listing: Any, viewer: Any, org_code: str, on: date, asked: dict[str, Any], file: Path, as_json: bool
) -> None:
    """The whole list as a file that is not there yet."""
    from liancun.base.lists import WHOLE
    from liancun.faces.tables import as_csv, as_xlsx, table_of

    writers: dict[str, Callable[[Any], bytes]] = {".xlsx": as_xlsx, ".csv": as_csv}
    if file.suffix.lower() not in writers:
        raise BadInput([Problem.of("list.file_kind", file=str(file))])
    if file.exists():
        raise Refusal("export.file_stands", file=str(file))
    page = listing.ask(viewer, org_code, on=on, limit=WHOLE, **asked)
    content = writers[file.suffix.lower()](table_of(listing, page))
    output.hand_out(viewer, listing.name, org_code, file, len(page.rows))
    output.write_file(file, content)
    if as_json:
        output.print_json({"file": str(file), "rows": page.total})
    else:
        output.say(f"{file}:" + _("{count} 行").format(count=page.total))


def _worded(text: str) -> str:
    return _(text) if text else ""


def _first_sentence(of: Any) -> str:
    return (of.__doc__ or "").strip().partition("\n")[0].rstrip(".")
