"""The house stands as ARCHITECTURE.md says (房子的样子): imports, relations, doors."""

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ROOT / "src" / "liancun" / "rooms"

DOORS = {
    "README.md": "what the institution says, one worked example, what is undecided",
    "__init__.py": "",
    "apps.py": "the name",
    "rules": "pure: facts and charter in, ruling and reasons out",
    "models": "records",
    "facts": "what rules and checks see",
    "actions": "the only writers",
    "queries": "the only readers of the faces",
    "choices": "what its records offer to choose from",
    "fields": "fields that several of its acts, lists and workbooks share",
    "checks": "what must always be true",
    "kinds": "the kinds of money it settles",
    "sheets": "the kinds of sheets that are taken along of it",
    "imports": "its workbooks",
    "readiness": "what records it begins with, how many there are, and how more come in",
    "measures": "what it counts by village, for goals to be met by",
    "openings": "what data of an earlier program lacks, added when it is opened",
    "references": "what `why` finds",
    "unentered": "what of it is not in a month's book, asked before the month is closed",
    "afterwards": "what a change of a record below would take the ground from",
    "guards": "what the database refuses",
    "trials": "what `try` can be given: the rule on facts and charter of one's own",
    "data": "tables of law and of the room, as YAML",
    "migrations": "",
    "tests": "",
}
OWN_DOORS: dict[str, dict[str, str]] = {
    "registry": {
        "founding": "pure: the answers that a town is founded by, and what is wrong with them",
        "masks": "how a name, number or account is shown to whom may not read it whole",
        "import_handlers": "what actions share when they write people and households",
    },
    "ledger": {
        "statements": "balance sheet and surplus as the official forms have them, asked through queries",
        "accounts": "the ledgers of accounts, month by month and line by line, asked through queries",
        "daybooks": "cash and bank line by line, with each day's sum, asked through queries",
        "summaries": "what a span of vouchers comes to by account, asked through queries",
        "columnar": "vouchers with a column for each account or party, asked through queries",
        "account_books": "accounts as they are bound, row by row, asked through queries and by daybooks",
        "entering": "what the form of a voucher begins with and knows, asked through queries",
        "closings": "what a month wants before it is closed, asked through queries",
        "cash_counts": "cash as it was counted beside the book, asked through queries",
        "vouchers": "vouchers whole, as they are printed, asked through queries",
        "member_accounts": "what the book holds for a member, asked through queries",
        "plain_text": "the book as other programs read it, asked by the faces that hand it over",
        "dealings": "on whose account a line stands that day: by actions and imports, and by rooms that post",
    },
    "land": {
        "fields": "fields that several of its acts, lists and workbooks share",
        "outlines": "corners of a plot as written in a cell, read by actions, imports and queries",
    },
    "committee": {
        "joint_blocks": "a block that a joint resolution decides: asked by actions, checks and choices",
        "pooling": "pure: how much of a pooled resource is free",
        "tasking": "pure: what state a task is in",
    },
    "park": {
        "cash": "the company's quarters, a memo that no ruling of money sees",
    },
    "settlement": {
        "digests": "over numbers, codes and facts: by actions when stored, by checks when recomputed",
        "calculation": "a run computed from its kind: by actions when made, by checks when recomputed",
        "holds": "what of a line waits for an answer: asked by steps and payments, and by queries",
        "gateways": "what it asks of the ledger, the board and the registry, in one place",
    },
    "notices": {
        "rights": "who may object to a line, asked by the action and by the pages that offer it",
    },
    "sheets": {
        "items": "an item as a phone sends it, read without asking records, by the action and by tests",
        "merging": "a batch merged within one act: by receiving, and by deciding what waits",
    },
    "duties": {
        "rights": "who may read what burdens a household, asked by the action and by the pages",
    },
    "outcomes": {
        "*figures": "one definition per published figure, by the room it counts",
        "collectives": "the collectives' own income by year, which no published value judges",
    },
}


def floors() -> list[list[str]]:
    """The rooms by floor, from the ground up, as the import contract names them."""
    with open(ROOT / "pyproject.toml", "rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["id"] == "floors")
    return [re.findall(r"\w+", layer) for layer in reversed(layers)]


def floor_of() -> dict[str, int]:
    """Room -> floor; base is the ground."""
    return {"base": 0} | {room: number for number, rooms in enumerate(floors(), 1) for room in rooms}


def room_of(model) -> str:
    """The room a model lives in, or 'base'; '' for what is not ours."""
    found = re.match(r"liancun\.(?:rooms\.)?(\w+)\.", model.__module__ + ".")
    return found[1] if found else ""


def test_imports_keep_their_contracts():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_settings_know_the_floors():
    assert list(settings.ROOMS) == [room for rooms in floors() for room in rooms]
    assert set(settings.BUILT_ROOMS) <= set(settings.ROOMS)


def relations():
    """Every relation that a model of ours declares: (model, field, target)."""
    for model in apps.get_models(include_auto_created=True):
        if room_of(model):
            for field in model._meta.get_fields():
                if field.is_relation and not field.auto_created and field.concrete:
                    yield model, field, field.related_model


def test_records_point_only_down():
    # A foreign key may be named by a string, which the import contract cannot see.
    floor, findings = floor_of(), []
    for model, field, target in relations():
        own, other = room_of(model), room_of(target)
        name = f"{model._meta.label}.{field.name} -> {target._meta.label}"
        if own == other:
            continue
        if not other:
            findings.append(f"{name}: not a record of ours")
        elif floor[other] >= floor[own]:
            findings.append(f"{name}: not a floor below")
        elif not field.remote_field.hidden:
            findings.append(f'{name}: needs related_name="+"')
    assert not findings, "\n".join(findings)


def is_known(name, known):
    """Whether a file or package is one of the doors; a door may be a module or a package."""
    return name in known or any(fnmatch(name.removesuffix(".py"), door) for door in known)


@pytest.mark.parametrize("room", settings.BUILT_ROOMS)
def test_a_room_has_the_known_doors(room):
    folder = ROOMS / room
    names = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    known = {*DOORS, *OWN_DOORS.get(room, {})}
    unknown = {name for name in names if not is_known(name, known)}
    assert not unknown, f"{room}: {sorted(unknown)} are no doors that the other rooms have"
    assert "README.md" in names, f"{room} has no README.md"
