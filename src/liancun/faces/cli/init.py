"""`liancun init [FILE]` (建镇): a town in an empty folder, by answers that are asked or read from a file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from django.utils.translation import gettext as _

from liancun.faces.cli import output
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.kernel.fields import Choice, Flag, Spec, Wrong, build, cleaned, specs_of

if TYPE_CHECKING:
    from liancun.base.readiness import FirstBook
    from liancun.rooms.registry.founding import Answers

T = TypeVar("T")
PASSWORD = "password"
"""The answer that is neither shown while it is typed nor said again where it is wrong."""


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("init")(init)


def init(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=_("写好答案的 YAML;不写就一样一样问"))
    ] = None,
    example: Annotated[bool, typer.Option("--example", help=_("只打印一份答案的样子,什么都不建"))] = False,
) -> None:
    """在空文件夹里建一个镇:单位、村、第一个登录名、起步工作簿 (found a town in an empty folder)"""
    from django.conf import settings

    from liancun.base import clock
    from liancun.base.permits import SYSTEM
    from liancun.faces.cli.main import open_data
    from liancun.rooms.registry.actions.founding import found_town
    from liancun.rooms.registry.founding import must_be_sound

    if example:
        print(EXAMPLE, end="")
        return
    _must_be_empty()
    answers = _read(file) if file else _asked()
    # Judged before the folder is opened: bad answers leave nothing behind.
    must_be_sound(answers, file.name if file else "", today=clock.in_town(clock.now()).date())
    open_data()
    data = Path(settings.DATA_DIR)
    made = found_town(answers, data, by=SYSTEM, on=clock.today(), help_of=how_it_comes_in)
    said = _("{town}已建好:{villages} 个村,{organisations} 个单位")
    count = len(list(answers.organisations()))
    output.say(said.format(town=answers.town.name, villages=len(answers.villages), organisations=count))
    login = _("登录名 {login}(镇经办)").format(login=made.login)
    shown = _(",密码 {password}(只显示这一次)").format(password=made.password) if made.password else ""
    output.say(login + shown + _(",第一次登录要先改密码"))
    said = _("起步工作簿 {count} 本,在 {folder}/,按编号一本一本填,一本一本导入")
    output.say(said.format(count=len(made.books), folder=made.folder.name))
    output.say(_("接下来:liancun status 看缺什么,liancun serve 打开网页"))


def _must_be_empty() -> None:
    """Refuse data that is there before anything is asked, and unopened."""
    from django.conf import settings

    from liancun.base import startup
    from liancun.rooms.registry.actions.founding import must_hold_no_town

    state = startup.state()
    if state == "unreachable":
        raise Refusal("doctor.database_unreachable")
    if state in ("older", "newer"):
        raise Refusal("registry.founding.data_is_there")
    if state == "current":
        must_hold_no_town(Path(settings.DATA_DIR))


def how_it_comes_in(book: "FirstBook") -> str:
    """The line that a workbook to be filled says of itself."""
    from liancun.base.importing import import_kind

    return f"{import_kind(book.kind).title}:liancun import {book.kind} {book.file} --org {book.org_code}"


def _read(file: Path) -> "Answers":
    from liancun.charter.typed import decoded, read_typed, read_yaml
    from liancun.rooms.registry.founding import Answers

    try:
        content = file.read_bytes()
    except OSError:
        raise BadInput([Problem.of("import.no_file", file=file.name)]) from None
    try:
        return read_typed(read_yaml(decoded(content, file.name), file.name), Answers, file=file.name)
    except BadInput as bad:
        raise BadInput([_hushed(each) for each in bad.problems]) from None


def _hushed(problem: Problem) -> Problem:
    """A problem that does not say the password."""
    if problem.column != f"clerk.{PASSWORD}":
        return problem
    return replace(
        problem, params=tuple((name, "…" if name == "value" else said) for name, said in problem.params)
    )


def _asked() -> "Answers":
    """The answers one by one; what cannot be taken is asked again."""
    from liancun.rooms.registry import founding as asked

    county = _one(asked.County, _("县"))
    town = _one(asked.Office, _("镇"))
    start = _value(asked.Answers.own_fields()["start"])
    villages = _many(asked.VillageAnswer, _("村"))
    cooperatives = _many(
        asked.CooperativeAnswer,
        _("合作社"),
        lambda made: replace(
            made, branches=_many(asked.BranchAnswer, _("{name}的分社或片区").format(name=made.name))
        ),
    )
    collectives = _many(asked.CollectiveAnswer, _("另有编码或名称的村集体"))
    joint, finance, company = (
        next(iter(_many(asked.Office, title, most=1)), None)
        for title in (_("联村党委"), _("镇财政所"), _("平台公司"))
    )
    parks = _many(asked.Office, _("园区"))
    return asked.Answers(
        county=county, town=town, start=start, villages=villages, cooperatives=cooperatives,
        collectives=collectives, joint=joint, finance=finance, company=company, parks=parks,
        clerk=_one(asked.Clerk, _("第一位镇经办")),
    )  # fmt: skip


def _one(kind: type[T], title: str) -> T:
    typer.echo(f"— {title} —", err=True)
    made: T = build(kind, {spec.name: _value(spec) for spec in _specs(kind)})
    return made


def _specs(kind: Any) -> tuple[Spec, ...]:
    found: tuple[Spec, ...] = specs_of(kind)
    return found


def _many(
    kind: type[T], title: str, further: Callable[[T], T] | None = None, most: int = 100
) -> tuple[T, ...]:
    """As many as there are: a first answer left empty ends them."""
    found: list[T] = []
    first, *rest = _specs(kind)
    while len(found) < most:
        typer.echo(
            "— " + _("{title} {n}(没有了就直接回车)").format(title=title, n=len(found) + 1) + " —", err=True
        )
        head = _value(replace(first, required=False, default=""))
        if not head:
            break
        made: T = build(kind, {first.name: head, **{spec.name: _value(spec) for spec in rest}})
        found.append(further(made) if further else made)
    return tuple(found)


def _value(spec: Spec) -> Any:
    """One answer as the field reads it."""
    said = spec.field
    while True:
        hidden = spec.name == PASSWORD
        raw = typer.prompt(_question(spec), default="", show_default=False, err=True, hide_input=hidden)
        if hidden and raw != raw.strip():  # what is cleaned away would be missed at the first login
            output.note(output.worded(Reason("registry.password_blanks")))
            continue
        try:
            raw = cleaned(raw)
            if isinstance(said, Flag) and raw in (_("是"), _("否")):
                return bool(raw == _("是"))
            return spec.value(raw, said.read)
        except Wrong as wrong:
            problem = Problem.of(wrong.code, **wrong.params)
            output.note(output.worded(Reason(problem.code, "", problem.params)))


def _question(spec: Spec) -> str:
    said = spec.field
    words = (
        _("、").join(map(_, said.words.values()))
        if isinstance(said, Choice)
        else _("是、否")
        if isinstance(said, Flag)
        else ""
    )
    hints = (
        words,
        _(said.help) if said.help else "",
        _("如 {example}").format(example=said.example) if said.example else "",
    )
    default = said.text(spec.default) if spec.default not in (None, "") else ""
    left_out = _("不写就是 {value}").format(value=default) if default else ""
    hint = _(";").join(filter(None, (*hints, left_out)))
    return _(said.label) + (_("({hint})").format(hint=hint) if hint else "")


EXAMPLE = """\
# 建镇的答案。编码用拼音或字母,定了就不改;一个数据文件夹只放一个镇。
county: {code: "530926", name: 某某县}
town: {code: yunling, name: 云岭镇人民政府}
start: 2025-01-01            # 单位和职务从这天起有效
villages:                    # 12 位统计用区划代码;简码也是村集体的单位编码
  - {code: "530926101201", slug: shangzhai, name: 上寨村}
  - {code: "530926101202", slug: xiazhai, name: 下寨村}
cooperatives:
  - code: chashan
    name: 云岭茶山种植专业合作社
    form: cooperative_with_branches   # 或 cooperative_with_sections、union
    representatives: false            # 章程设不设成员代表大会
    branches:
      - {code: cs-shangzhai, name: 上寨分社, village: shangzhai}   # 片区写 kind: section
collectives:                 # 只写编码或名称不随村的
  - {code: xiazhai-jiti, name: 下寨村股份经济合作社, village: xiazhai}
# joint: {code: lianwei, name: 联村党委}
# finance: {code: caizheng, name: 镇财政所}
# company: {code: gongsi, name: 平台公司}
# parks: [{code: yuanqu, name: 茶园园区}]
clerk:
  {name: 李经办, sex: f, born_on: 1988-05-01, login: li.jingban}   # 密码不写就由程序起一个
"""
