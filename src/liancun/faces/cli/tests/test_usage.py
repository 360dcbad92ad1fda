"""What the frame of the command line says (用法): all faults at once, in our words, in both languages."""

import re
from typing import Any

import pytest
import typer
from django.utils import translation

from liancun.faces.cli import derived
from liancun.faces.cli.main import VERBS, build, command
from liancun.faces.cli.tests.verbs import call
from liancun.faces.cli.usage import App, shown, told
from liancun.faces.words import all_placed
from liancun.kernel import BadInput

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MISUSES = {
    "capitall": ("没有命令 capitall。相近的是:capital", "No such command: capitall. Near it: capital"),
    "capital trnsfer": ("没有命令 trnsfer。相近的是:transfer", "No such command: trnsfer. Near it: transfer"),
    "capital register head --xyz": ("没有选项 --xyz", "No such option: --xyz"),
    "capital register head --limt 3": (
        "没有选项 --limt。相近的是:--limit、--to",
        "No such option: --limt. Near it: --limit, --to",
    ),
    "capital register head --limit": ("--limit 后面要写值", "--limit needs a value"),
    "capital register head --json=1": ("--json 后面不写值", "--json takes no value"),
    "capital register head --limit x": ("--limit 要写整数", "--limit must be a whole number"),
    "capital register head b c": ("多写了:b c", "Too many words: b c"),
    "capital register --limit 3": ("还缺 ORG", "Missing: ORG"),
    "run pay --on 2026-01-28": ("还缺 org、file、--key", "Missing: org, file, --key"),
    "run show 1 --limit 0": (
        "--limit 要写 1 到 100000 的整数",
        "--limit must be a whole number from 1 to 100000",
    ),
}


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def fault_of(words):
    with pytest.raises(typer.TyperException) as raised:
        build()(args=words.split(), prog_name="liancun", standalone_mode=False)
    return raised.value


@pytest.fixture
def unopened(monkeypatch):
    """Usage is judged before any data is opened."""
    monkeypatch.setattr("liancun.faces.cli.main._ready", lambda verb, *, opened: None)


@pytest.mark.usefixtures("unopened")
@pytest.mark.parametrize("words", MISUSES)
def test_what_was_not_understood_is_said_in_our_words(words, language):
    chinese, english = MISUSES[words]
    fault = fault_of(words)
    assert told(fault) == (english if language == "en" else chinese)
    usage, see = (
        ("Usage: liancun", "See liancun") if language == "en" else ("用法: liancun", "写法见 liancun")
    )
    if fault.ctx is not None:
        _why, line, hint = shown(fault)
        assert line.startswith(usage)
        assert ("[OPTIONS]" in line) == (language == "en")
        assert hint.startswith(see) and hint.endswith("--help")


@pytest.mark.usefixtures("unopened")
def test_a_group_without_a_verb_shows_its_help_and_no_fault(capsys):
    assert list(shown(fault_of("capital"))) == []
    assert "登记转让" in capsys.readouterr().out


@pytest.mark.usefixtures("unopened")
@pytest.mark.parametrize("name", VERBS)
def test_help_has_no_word_of_the_library(name, language, capsys):
    """Neither typer's English in Chinese help, nor Chinese in English beside examples of what is typed."""
    group = command(name)
    verbs = group.commands.values() if hasattr(group, "commands") else [group]
    for verb in verbs:
        within = verb.make_context(verb.name, [], resilient_parsing=True)
        verb.get_help(within)
        help = capsys.readouterr().out
        if language == "en":
            said = [each.help.partition("e.g. ")[0] for each in verb.get_params(within)]
            panels = re.findall("╭─ ([^─]+) ─", help)
            assert not CHINESE.search(" ".join((*said, *panels, verb.get_usage(within)))), verb.name
        else:
            for word in ("Usage", "OPTIONS", "Options", "Arguments", "required", "default", "Show this"):
                assert word not in help, verb.name


@pytest.mark.django_db
def test_all_that_is_missing_is_told_at_once(language):
    with pytest.raises(BadInput) as bad:
        call("capital", "transfer", "head", "--shares", "x", "--number", "GJ-1")
    lines = all_placed(bad.value)
    assert len(lines) == 4
    assert [line.partition(":")[0].split()[-1] for line in lines] == [
        "--shares",
        "--to-party",
        "--new-number",
        "--document",
    ]
    if language == "en":
        assert lines[1] == "Taken over by --to-party:Required. Please fill it in"
        assert lines[0].startswith("Shares --shares:")
    else:
        assert lines[1] == "受让人 --to-party:必填。请填写"


def test_no_flag_is_required_of_the_library_and_what_must_be_given_is_marked():
    app = App()
    derived.add_to(app, "capital")
    verb: Any = typer.main.get_group(app).commands["transfer"]
    marked = {each.name: (each.required, each.help) for each in verb.params}
    assert marked["number"] == (False, "必填;股权编号;例:GJ-0001")
    assert marked["happened_on"] == (False, "日期;不写就是办理日")
    assert [name for name, (required, _help) in marked.items() if required] == ["org_code"]


def test_sorting_names_the_columns_beside_their_codes():
    app = App()
    derived.add_to(app, "capital")
    verb: Any = typer.main.get_group(app).commands["register"]
    (sort,) = [each for each in verb.params if each.name == "sort"]
    assert "held_fen(出资(元))" in sort.help
