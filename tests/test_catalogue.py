"""The English of the pages (译文): nothing untranslated, nothing left in Chinese that has English.

Names, titles of documents and what the charter or a record says stay as they were written down.
"""

import ast
import re
from collections.abc import Iterator
from html import unescape

import pytest
from babel.messages.catalog import Catalog
from django.test import Client
from django.urls import resolve

from liancun.faces.cli.usage import BOTH
from tests.conftest import client_as
from tools import catalogues, messages

FACES = messages.SOURCE / "faces"
catalogues.main(messages.ROOT)  # what is read below is compiled from the catalogue as it stands
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAYS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
PLAIN = {"web/apps.py", "web/settlement.py", "api/urls.py"}
"""The names of an app and of the API, which stand once; and the list a village prints, Chinese for all."""
EXAMPLE = "# 建镇的答案"
"""How a file to fill in begins, whose names are those of a Chinese town."""

SWITCH = "中文"
READERS = ("", "town.auditor", "head.director", "jiaxi.accountant", "jiaxi.grid1", "home1")


def test_every_text_is_translated_with_its_placeholders():
    assert list(messages.faults()) == []


@pytest.mark.slow
def test_a_fault_is_seen():
    assert messages.placeholders("{n} 行 %(total)s 元 100%") == {"n", "total"}
    old = messages.renewed(Catalog(locale="en"))
    entry = old.get("总览")
    assert entry is not None and not entry.string


def unwrapped_of_page(text: str) -> list[str]:
    """Lines of a template with Chinese that is neither translated nor a comment."""
    text = re.sub(r"\{#.*?#\}", "", text)
    text = re.sub(r"\{%\s*(comment)\b.*?endcomment\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{%\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{%\s*trans(late)?\s.*?%\}", "", text)
    text = re.sub(r"_\(\"[^\"]*\"\)|_\('[^']*'\)", "", text).replace(SWITCH, "")
    return [line.strip() for line in text.splitlines() if CHINESE.search(line)]


def unwrapped_of_code(text: str) -> Iterator[str]:
    """Texts of a module with Chinese that is neither translated nor a docstring."""
    tree = ast.parse(text)
    kept: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            kept.add(id(node.value))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in SAYS:
            kept |= {id(each) for each in ast.walk(node)}
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and id(node) not in kept else ""
        if isinstance(said, str) and CHINESE.search(said):
            yield f"{getattr(node, 'lineno', 0)}: {said}"


def test_what_is_not_wrapped_is_seen():
    assert unwrapped_of_page("<p>{% translate '村' %}</p>\n{# 村 #}") == []
    assert unwrapped_of_page("<p title='村'>") == ["<p title='村'>"]
    assert list(unwrapped_of_code('"""村"""\nx = _("村")\ny = "村"')) == ["3: 村"]


def test_every_chinese_text_of_the_pages_is_wrapped():
    found = []
    for path in sorted(FACES.rglob("templates/**/*.html")):
        found += [f"{path.name}: {line}" for line in unwrapped_of_page(path.read_text("utf-8"))]
    places = ("*.py", "api/*.py", "cli/*.py", "words/*.py", "web/*.py", "web/templatetags/*.py")
    for path in sorted(path for place in places for path in FACES.glob(place)):
        if path.relative_to(FACES).as_posix() in PLAIN or path.parent.name == "tests":
            continue
        lines = unwrapped_of_code(path.read_text("utf-8"))
        found += [f"{path.name}:{line}" for line in lines if not _needs_no_english(line.split(": ", 1)[1])]
    assert found == []


def _needs_no_english(text: str) -> bool:
    return text in DAY | TYPED or bool(BOTH.search(text)) or text.startswith(EXAMPLE)


TYPED = {"银行"}
"""What is typed where nothing is said."""
DAY = {"年", "月", "日"}
"""A day in the Chinese form, written only for who reads Chinese."""


def english(name: str) -> Client:
    """A reader who has switched to English by the button of the pages."""
    client = client_as(name)
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert answer.status_code == 302
    return client


def texts(page: str) -> set[str]:
    """What is read on a page: texts, and what attributes say."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    said = re.findall(r">([^<>]+)<", page)
    said += re.findall(r"(?:title|placeholder|aria-label|data-label|alt|data-confirm)=\"([^\"]+)\"", page)
    return {" ".join(unescape(each).split()) for each in said}


def visited(client: Client, most: int = 60) -> Iterator[tuple[str, str]]:
    """Each kind of page that can be reached by links, once."""
    waiting, seen = ["/", "/login"], set()
    while waiting and most:
        address = waiting.pop(0)
        path = address.partition("?")[0]
        kind = (resolve(path).url_name or "") + re.sub(r"\d+|[^:/]+$", "", path.rpartition("/why/")[2])
        if kind in seen:
            continue
        seen.add(kind)
        answer = client.get(address)
        if "text/html" not in answer.headers.get("Content-Type", "") or answer.status_code != 200:
            continue
        most -= 1
        page = answer.content.decode()
        yield address, page
        for link in re.findall(r'href="(/[^"#]*)"', page):
            if not re.match(r"/(static|export|api|logout)\b|.*\.(pdf|xlsx|svg|css)", link):
                waiting.append(unescape(link))


@pytest.fixture(scope="module")
def translated() -> set[str]:
    """The Chinese of the program and of the decisions that ship with it, without what is filled in."""
    said = ((key[1] if isinstance(key[1], str) else key[1][0]) for key in messages.messages())
    return {" ".join(text.split()) for text in said if not messages.placeholders(text) and len(text) > 1}


@pytest.mark.only_on("sqlite3", "words come from no database")
@pytest.mark.parametrize("name", READERS)
def test_a_page_in_english_says_nothing_in_chinese_that_has_english(name, town, translated):
    found = []
    for address, page in visited(english(name)):
        assert '<html lang="en">' in page, address
        for text in texts(page):
            named = () if WRITTEN.search(text) else NAMED.findall(text)
            if text not in WISHES and translated.intersection((text, *named)):
                found.append((address.partition("?")[0], text))
    assert found == []


NAMED = re.compile(r"[\u4e00-\u9fff]+")
WISHES = {"育苗", "采摘", "通过", "母公司托底", "年初余额"}
"""What somebody wrote down in a word of ours: the work he asks for, how a step ended, notes."""
WRITTEN = re.compile(
    r" 20\d\d(-\d\d)?$"  # what an entry is about, as it stands in the book
    r"|公开:|〔|〕|合同文本|备案-|\(贵农5号\)|\(再次召集\)"  # notices, papers, varieties, meetings
    r"|[,,;;]"  # what the charter remarks on a clause
)
"""Texts of records, and remarks of the charter, that have a word of ours in them."""


def test_the_switch_turns_and_turns_back(client, db):
    there = client.get("/login").content.decode()
    assert "登录名" in there and "Login name" not in there and '<html lang="zh-hans">' in there
    client.post("/i18n/setlang/", {"language": "en", "next": "/login"})
    here = client.get("/login").content.decode()
    assert "Login name" in here and "登录名" not in here and '<html lang="en">' in here
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/login"})
    assert "登录名" in client.get("/login").content.decode()
