"""House rules that no linter knows (家规), each with an example that keeps it and one that breaks it."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "liancun"

FUNCTION_LINES, FILE_LINES = 60, 400
LONG_FUNCTIONS: dict[str, str] = {}
"""{"rooms/land/rules.py:settle": "why it may be longer"}"""
LONG_FILES: dict[str, str] = {}

Finding = tuple[int, str]


@dataclass(frozen=True)
class Rule:
    """A pattern over one parsed file; `covers` says which files of src/liancun, by their relative path."""

    name: str
    find: Callable[[ast.AST], Iterator[Finding]]
    covers: Callable[[str], bool]
    good: str
    bad: tuple[str, ...]


def called(node: ast.AST) -> str:
    """The dotted name a call calls, or ''."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def imported(node: ast.AST) -> list[str]:
    """The modules a statement imports, with the names taken from them."""
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
    return []


def finds(test: Callable[[ast.AST], str]) -> Callable[[ast.AST], Iterator[Finding]]:
    """A finder from a test of single nodes that returns what is wrong, or ''."""

    def find(tree: ast.AST) -> Iterator[Finding]:
        for node in ast.walk(tree):
            wrong = test(node)
            if wrong:
                yield getattr(node, "lineno", 0), wrong

    return find


def inexact(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        return f"the float {node.value}"
    if isinstance(node, ast.Name) and node.id == "float":
        return "float"
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        return "a bare /: say which way it rounds, or use Fraction(a, b)"
    if called(node) == "round":
        return "round(): half to even is nobody's rule"
    return ""


def tells_time(node: ast.AST) -> str:
    name = called(node)
    if re.fullmatch(
        r"(datetime\.)*(datetime|date)\.(now|today|utcnow)|time\.time|timezone\.now|now\.today", name
    ):
        return f"{name}(): ask base.clock"
    return ""


def impure(node: ast.AST) -> str:
    return next((f"imports {name}" for name in imported(node) if name.partition(".")[0] == "django"), "")


def signals(node: ast.AST) -> str:
    for name in imported(node):
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals")):
            return f"imports {name}: a caller must be able to see what happens"
    return ""


def logic_in_save(tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.name in ("save", "delete", "full_clean"):
                    yield item.lineno, f"{node.name}.{item.name}: only actions write"


def inexact_field(node: ast.AST) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name if name in ("DecimalField", "FloatField") else ""


def pure(path: str) -> bool:
    return path.startswith("kernel/") or bool(re.fullmatch(r"rooms/\w+/rules(/\w+)*\.py", path))


def which_stands(node: ast.AST) -> str:
    asked = isinstance(node, ast.keyword) and (
        node.arg in ("supersedes__isnull", "revision__gt")
        or (node.arg == "supersedes" and isinstance(node.value, ast.Constant) and node.value.value is None)
    )
    return "which row stands is asked of base/versions.py" if asked else ""


def acted_as(node: ast.AST) -> str:
    """A narrowed token has no `party`: what is written of who acts, or held against others, is `person`."""
    held = isinstance(node, ast.keyword | ast.BoolOp | ast.Set)
    values = getattr(node, "values", None) or getattr(node, "elts", None) or [getattr(node, "value", None)]
    told = held and any(
        isinstance(each, ast.Attribute) and ast.unparse(each).endswith("by.party") for each in values
    )
    return "who acts is by.person" if told and not isinstance(getattr(node, "op", None), ast.And) else ""


def filled_later(node: ast.AST) -> str:
    """An answer of `@once` that starts empty is filled later: of what tables, its readers are not told."""
    if not isinstance(node, ast.FunctionDef) or "once" not in map(ast.unparse, node.decorator_list):
        return ""
    starts = {ast.unparse(each.value) for each in node.body if isinstance(each, ast.Return) and each.value}
    empty = starts & {"{}", "[]", "set()", "dict()", "list()"}
    return f"{node.name} is filled as the look goes on: once_each" if empty else ""


WRITES = (
    "create",
    "save",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
)
WRITING = {
    "base/acts.py": "the door itself: a row, and the line of the act",
    "base/bulk.py": "the other door",
    "base/clock.py": "the demo day is a setting of this data, no record",
    "base/jobs.py": "how far a job is, outside the transaction of its work",
    "base/importing/reports.py": "the report of a workbook that was sent, no record: the last few are kept",
    "base/report_bounds.py": "such reports are taken away again",
    "base/charters.py": "the texts that an act rests on, when it ends; held by their digests",
    "base/trail.py": "who looked, no act: sealed by itself, gone after its time",
    "base/standing.py": "what was done to this data, no record",
    "scenario/town.py": "how much was raised, a setting",
    "rooms/registry/actions/logins.py": "a lost phone's codes are the login library's rows",
}
"""Files that write rows by other ways than an act's, and why."""


def writes_elsewhere(node: ast.AST) -> str:
    """A write through a manager, a query or an instance. What only looks like one: a set's or mapping's."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    name, on = node.func.attr, ast.unparse(node.func.value)
    asks = re.search(r"(objects|_base_manager|_default_manager)\b|\.(filter|exclude|all)\(", on)
    rows = name in ("save", "delete") and not node.args
    many = name.startswith("bulk_") or name.endswith(("_or_create", "_or_update"))
    if many or (name in WRITES and (asks or rows)):
        return f"{on}.{name}(): rows are written by act.write, act.add, act.change or bulk.insert"
    return ""


HANDS_OUT = {
    "pdf_answer", "write_bytes", "write_text", "write_file", "as_xlsx", "as_csv", "rows_page",
    "StreamingHttpResponse",
}  # fmt: skip
TELLS = {"trail.takes", "output.hand_out", "output.kept"}
HELPERS = {"_write", "_xlsx", "_csv"}
"""Helpers of `export` and `list_file`, which have it in the trail first; what comes back marked was sent."""


def hands_out_untold(tree: ast.AST) -> Iterator[Finding]:
    """A function that makes a file of records for somebody and has it not in the trail."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name not in HELPERS:
            calls = {called(each) for each in ast.walk(node)}
            found = {each.rpartition(".")[2] for each in calls} & HANDS_OUT
            if found and not calls & TELLS:
                yield node.lineno, f"{node.name}: {', '.join(sorted(found))} without trail.takes"


def taken_from_nobody(node: ast.AST) -> str:
    """A file that stands in the trail without the organisation whose it is: its supervisor never sees it."""
    if called(node) not in TELLS or not isinstance(node, ast.Call):
        return ""
    nobody = [each for each in node.args[2:3] if isinstance(each, ast.Constant)]
    return f"{called(node)} without an organisation" if nobody else ""


RULES = [
    Rule(
        "what a look remembers tells its tables",
        finds(filled_later),
        lambda path: True,
        "@once\ndef f():\n    return {row.pk: row for row in rows}",
        ("@once\ndef f():\n    return {}", "@once\ndef f():\n    'known'\n    return set()"),
    ),
    Rule(
        "exact numbers in rules",
        finds(inexact),
        pure,
        "share = Fraction(3, 5)\nrest = total // 2\nname = 'round'",
        ("x = 0.5", "x = a / b", "x /= 2", "x = round(y)", "x = float(y)"),
    ),
    Rule("no Django in rules", finds(impure), pure, "import dataclasses", ("from django.db import models",)),
    Rule(
        "one clock",
        finds(tells_time),
        lambda path: path != "base/clock.py",
        "day = clock.today()\nnow = clock.now()",
        ("datetime.now()", "date.today()", "datetime.datetime.utcnow()", "timezone.now()", "time.time()"),
    ),
    Rule(
        "no signals",
        finds(signals),
        lambda path: True,
        "from django.db import models",
        ("from django.dispatch import receiver", "from django.db.models.signals import post_save"),
    ),
    Rule(
        "no logic in save",
        logic_in_save,
        lambda path: True,
        "class Slip(Model):\n    def label(self): ...",
        ("class Slip(Model):\n    def save(self): ...", "class Slip(Model):\n    def delete(self): ..."),
    ),
    Rule(
        "who takes out a list stands in the trail",
        hands_out_untold,
        lambda path: path.startswith("faces/") and "/prints/" not in path,
        "def f():\n    trail.takes(v, 'a', o, 'pdf')\n    return pdf_answer(made, 'a')",
        (
            "def f():\n    return pdf_answer(made, 'a')",
            "def f():\n    file.write_bytes(as_xlsx(table))",
            "def f():\n    file.write_text(json.dumps(found))",
            "def f():\n    output.write_file(file, body)",
        ),
    ),
    Rule(
        "what is taken out is somebody's",
        finds(taken_from_nobody),
        lambda path: True,
        "trail.takes(v, 'a', card.org_code, 'pdf')\noutput.kept()",
        ("trail.takes(v, 'a', '', 'pdf')", "output.hand_out(by, 'a', '', file)"),
    ),
    Rule(
        "two doors for what is written",
        finds(writes_elsewhere),
        lambda path: path not in WRITING,
        "a.write(row)\nmet.update(found)\nspec.save(rows, done)\nqr.save(out, kind='svg')",
        (
            "Post.objects.create(party=x)",
            "row.save(force_insert=True)",
            "Post.objects.bulk_create(rows)",
            "model._base_manager.filter(pk=1).update(end=day)",
            "rows.filter(pk=1).delete()",
            "row.delete()",
            "Login.objects.update_or_create(name=x)",
        ),
    ),
    Rule(
        "no field that rounds",
        finds(inexact_field),
        lambda path: True,
        "a = models.BigIntegerField()",
        ("a = models.DecimalField()", "a = FloatField()"),
    ),
    Rule(
        "who acts is a person also by a narrowed token",
        finds(acted_as),
        lambda path: "/actions" in path and path != "rooms/registry/actions/tokens.py",
        "row = add(Visit, visitor=by.person)\nown = by.party == old.visitor",
        ("add(Event, by_party=s.act.by.party)", "poster = by.party or by.name", "mine = {by.name, by.party}"),
    ),
    Rule(
        "one answer to which row stands",
        finds(which_stands),
        lambda path: path != "base/versions.py" and not path.endswith("/checks.py"),
        "rows = standing(Post.objects.all())\nrow = Post.objects.filter(supersedes_id=old.pk)",
        (
            "rows.exclude(supersedes=None)",
            "rows.filter(supersedes__isnull=False)",
            "rows.filter(revision__gt=n)",
        ),
    ),
]


def sources() -> list[Path]:
    """The program's own files: no tests, no migrations."""
    return sorted(
        path for path in SRC.rglob("*.py") if not {"tests", "migrations"} & set(path.relative_to(SRC).parts)
    )


def broken(rule: Rule, text: str) -> list[Finding]:
    return list(rule.find(ast.parse(text)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_tells_good_from_bad(rule):
    assert not broken(rule, rule.good)
    for text in rule.bad:
        assert broken(rule, text), text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_house_keeps(rule):
    findings = []
    for path in sources():
        name = path.relative_to(SRC).as_posix()
        if rule.covers(name):
            findings += [
                f"{name}:{line}: {what}" for line, what in broken(rule, path.read_text(encoding="utf-8"))
            ]
    assert not findings, "\n".join(findings)


def hurried(node: ast.AST) -> str:
    """What makes a test fail on a slow machine, or wait on a quick one."""
    if called(node).endswith(("sleep", "wait_for_timeout")):
        return f"{called(node)}: wait for what is to come, not for a time"
    said = {each.arg: ast.unparse(each.value) for each in getattr(node, "keywords", ())}
    if called(node).endswith("settings") and said.get("deadline", "None") != "None":
        return "a deadline"
    suppressed = said.get("suppress_health_check", "HealthCheck.too_slow")
    if "too_slow" not in suppressed and suppressed != "list(HealthCheck)":
        return "HealthCheck.too_slow is not among what it suppresses"
    return ""


def test_no_test_depends_on_speed():
    assert hypothesis.settings().deadline is None
    assert hypothesis.HealthCheck.too_slow in hypothesis.settings().suppress_health_check
    for bad in ("time.sleep(1)", "settings(deadline=200)", "settings(suppress_health_check=[Other])"):
        assert hurried(ast.parse(bad, mode="eval").body), bad
    files = [path for path in tracked() if re.fullmatch(r"(test_\w+|conftest)\.py", path.name)]
    findings = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in files
        for line, what in finds(hurried)(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not findings, "\n".join(findings)


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    documented = ast.get_docstring(function) is not None
    doc = function.body[0] if documented else None
    spent = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
    return (function.end_lineno or 0) - function.lineno + 1 - spent


def test_length_of_a_function():
    text = "def f():\n    '''One.\n\n    Two.\n    '''\n    return 1\n"
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert length(function) == 2


def test_functions_are_short():
    findings = []
    for path in sources():
        name = path.relative_to(SRC).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                long = length(node) > FUNCTION_LINES and f"{name}:{node.name}" not in LONG_FUNCTIONS
                if long:
                    findings.append(f"{name}:{node.lineno}: {node.name} has {length(node)} lines")
    assert not findings, "\n".join(findings)


def test_files_are_short():
    findings = []
    for path in sources():
        name = path.relative_to(SRC).as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FILE_LINES and name not in LONG_FILES:
            findings.append(f"{name}: {lines} lines")
    assert not findings, "\n".join(findings)


# --- the text of every tracked file ----------------------------------------------------------

# Written in pieces, so that this file keeps its own rule.
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
PLACES = re.compile(r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot)/[\w.]|/tmp/ba" + r"sh_")
HOSTS = re.compile(
    r"(?:py" + r"pi\.org|pythonho" + r"sted\.org|np" + r"mjs\.(?:org|com)|yarn" + r"pkg\.com"
    r"|deb\." + r"debian\.org|npm" + r"mirror\.com|mirrors?\.[\w-]+\.(?:com|cn|edu|org))"
)


def tracked() -> list[Path]:
    """Text files that git tracks or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git work tree")
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (UNFINISHED, "to do", "# TO" + "DO: later"),
        (PLACES, "https://example.org/work/x ~/work src/root/x", "cd /wo" + "rk/main"),
        (HOSTS, "a package registry", "https://py" + "pi.org/simple"),
    ],
    ids=["nothing half done", "no place of one machine", "no registry's address"],
)
def test_text_of_the_tree(pattern, good, bad):
    assert not pattern.search(good)
    assert pattern.search(bad)
    findings = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                findings.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not findings, "\n".join(findings)


# --- records ---------------------------------------------------------------------------------

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_records_are_named_in_chinese():
    findings = []
    for model in apps.get_models():
        if not model.__module__.startswith("liancun."):
            continue
        if not CHINESE.search(str(model._meta.verbose_name)):
            findings.append(f"{model._meta.label}: no verbose_name in Meta")
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            if field.name != "id" and not CHINESE.search(str(field.verbose_name)):
                findings.append(f"{model._meta.label}.{field.name}: no Chinese verbose_name")
    assert not findings, "\n".join(findings)
