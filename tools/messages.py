"""Bring the English catalogue up to what the pages and the wording say (译文): `tools/messages.py [--check]`.

Reads every template and every Python file of src/liancun for translatable text, and of the charter that is
shipped to everybody the titles of decisions, who decided and what things are called, and rewrites
faces/locale/en/LC_MESSAGES/django.po: a new text comes in untranslated, one no longer used goes.
No xgettext is needed. With `--check` nothing is written: what is missing is told.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "liancun"
CATALOGUE = SOURCE / "faces" / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = """# English of Liancun. Written anew by tools/messages.py: translate here, nothing else is kept.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CHARTER = ("charter/law", "charter/defaults", "charter/packs")
"""Where decisions are shipped for every town; what one town or pack calls its own stays as it was written."""
AS_WRITTEN = ("cite", "note")
"""Where a value comes from, and what is remarked of it, stays in the words of the law and of who decided."""
CHINESE = re.compile("[\u4e00-\u9fff]")
_UTF8 = {"encoding": "utf-8"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

Said = tuple[str, str | tuple[str, ...]]
"""(context, text), or (context, (singular, plural))."""


def messages() -> dict[Said, list[str]]:
    """Every translatable text and the files it stands in, in the order of files."""
    found: dict[Said, list[str]] = {}
    for path in sorted({*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html")}):
        if {"tests", "migrations"} & set(path.relative_to(SOURCE).parts):
            continue
        name = path.relative_to(SOURCE).as_posix()
        for message in _of(path):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    for folder in CHARTER:
        for path in sorted((SOURCE / folder).rglob("*.yaml")):
            for text in _called(yaml.safe_load(path.read_text(encoding="utf-8"))):
                found.setdefault(("", text), []).append(path.relative_to(SOURCE).as_posix())
    return {said: list(dict.fromkeys(places)) for said, places in found.items()}


def _called(node: Any) -> Iterator[str]:
    """What a decision and the things in it are called, in Chinese; "label_en" does for "label"."""
    if isinstance(node, str) and CHINESE.search(node):
        yield node
    if isinstance(node, list):
        for each in node:
            yield from _called(each)
    if isinstance(node, dict):
        for key, each in node.items():
            if key not in AS_WRITTEN and f"{key}_en" not in node:
                yield from _called(each)


def _of(path: Path) -> Iterator[Said]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = f"({templatize(text)})"  # in brackets a template's indentation means nothing to Python
    file = io.BytesIO(text.encode("utf-8"))
    for _line, message, _comments, context in extract("python", file, KEYWORDS, options=_UTF8):
        if message:
            yield context or "", message


def placeholders(text: str) -> set[str]:
    """The names a text is filled with: {name} or %(name)s."""
    return {name for pair in PLACEHOLDER.findall(text) for name in pair if name}


def read() -> Catalog:
    """The catalogue as it stands, empty where there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def renewed(old: Catalog) -> Catalog:
    """The catalogue of what is said now, with the translations that stood."""
    new = Catalog(locale="en", fuzzy=False)
    for (context, text), places in messages().items():
        before = old.get(text if isinstance(text, str) else text[0], context or None)
        flags = {"python-format"} if "%(" in str(text) else set()
        new.add(
            text,
            before.string if before else None,
            locations=[(place, 0) for place in places],
            context=context or None,
            flags=flags,
        )
    return new


def _strings(entry: Message | None) -> tuple[str, ...]:
    """The English of an entry: one text, one and many, or nothing."""
    if entry is None or not entry.string:
        return ()
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)


def faults() -> Iterator[str]:
    """What keeps a page from being English: no entry, no translation, other placeholders, an unused entry."""
    catalogue, wanted = read(), messages()
    for (context, text), places in wanted.items():
        first = text if isinstance(text, str) else text[0]
        entry = catalogue.get(first, context or None)
        strings = _strings(entry)
        if not strings or not all(strings):
            yield f"{places[0]}: not translated: {first}"
        for string in strings:
            if string and placeholders(string) != placeholders(first):
                yield f"{places[0]}: other placeholders: {first} -> {string}"
    known = {text if isinstance(text, str) else text[0] for _context, text in wanted}
    for entry in catalogue:
        first = entry.id if isinstance(entry.id, str) else entry.id[0]
        if first and first not in known:
            yield f"no longer said: {first}"


def write(catalogue: Catalog) -> None:
    """The catalogue under a header without dates: the same texts give the same file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, omit_header=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(HEADER.encode("utf-8") + out.getvalue())


def main(check: bool) -> int:
    if not check:
        write(renewed(read()))
    found = list(faults())
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
