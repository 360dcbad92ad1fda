"""A town in an empty folder (建镇): organisations, villages, the clerk's way in; all or nothing."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from liancun.base import charters, whole_files
from liancun.base.importing import import_kind, import_workbook, write_rows, write_template
from liancun.base.models import AuditLine
from liancun.base.readiness import FirstBook, first_books
from liancun.base.viewer import Viewer
from liancun.charter import TOWN_FILE
from liancun.kernel import Refusal
from liancun.rooms.registry.actions.logins import set_login
from liancun.rooms.registry.founding import Answers, must_be_sound
from liancun.rooms.registry.models import Organisation

CHARTER, STARTER, ORDER = "charter", "starter", "00-order.txt"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a password that is made up: none that looks like another."""


@dataclass(frozen=True)
class Founded:
    """What was made (建好的镇): the clerk's login, the password if made up, the workbooks to fill."""

    org_code: str
    login: str
    password: str
    books: tuple[FirstBook, ...]
    folder: Path


def found_town(
    answers: Answers, data: Path, *, by: Viewer, on: date, help_of: Callable[[FirstBook], str]
) -> Founded:
    """Found a town in data that holds none; where anything is wrong, nothing is written.

    `help_of` is the line that each workbook to be filled says of itself.
    """
    must_be_sound(answers, today=on)
    with whole_files.making(data):
        return _founded(answers, data, by=by, on=on, help_of=help_of)


def _founded(
    answers: Answers, data: Path, *, by: Viewer, on: date, help_of: Callable[[FirstBook], str]
) -> Founded:
    _must_be_free(data)
    password = answers.clerk.password or "".join(secrets.choice(LETTERS) for _at in range(12))
    orgs = [(str(row["code"]), str(row["kind"])) for row in answers.organisations()]
    books = first_books(orgs)
    with whole_files.beside_records(data, _files(answers, books, help_of)), transaction.atomic():
        charters.forget()
        for kind, rows in _workbooks(answers):
            content = write_rows(import_kind(kind), rows)
            import_workbook(kind, content, f"{kind}.xlsx", org_code=answers.town.code, by=by, on=on)
        set_login(answers.clerk.login, party=answers.clerk.code, password=password, by=by, on=on)
    made_up = "" if answers.clerk.password else password
    return Founded(answers.town.code, answers.clerk.login, made_up, books, data / STARTER)


def must_hold_no_town(data: Path) -> None:
    """Refuse a folder, or a database, that has a town or anything else already.

    What a founding that died on the way left there is nothing, and goes; one at work is told of.
    """
    with whole_files.making(data):
        _must_be_free(data)


def _must_be_free(data: Path) -> None:
    if Organisation.objects.exists() or AuditLine.objects.exists():
        raise Refusal("registry.founding.data_is_there")
    whole_files.take_back(data)
    for name in (TOWN_FILE, CHARTER, STARTER):
        if (data / name).exists():
            raise Refusal("registry.founding.file_is_there", name=name)


def _workbooks(answers: Answers) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The first workbooks, as a town office would bring them in."""
    clerk, start = answers.clerk, answers.start
    yield "villages", [{"village": v.code, "slug": v.slug, "name": v.name} for v in answers.villages]
    yield "organisations", list(answers.organisations())
    yield "people", [
        {
            "party": clerk.code, "name": clerk.name, "sex": clerk.sex, "born_on": clerk.born_on,
            "village": answers.villages[0].code,
        }
    ]  # fmt: skip
    yield "posts", [{"party": clerk.code, "kind": "town_clerk", "at_org": answers.town.code, "start": start}]


def _files(
    answers: Answers, books: Sequence[FirstBook], help_of: Callable[[FirstBook], str]
) -> dict[str, bytes]:
    """What stands beside the records: whose the folder is, the cooperatives' forms, workbooks to fill."""
    place = {"county_code": answers.county.code, "county": answers.county.name, "town": answers.town.name}
    found = {TOWN_FILE: _yaml({"pack": answers.pack, "place": place})}
    for each in answers.cooperatives:
        forms = {each.code: {"form": each.form, "representatives": each.representatives}}
        note = "建镇时登记的组织形式,以合作社自己的章程为准"
        clauses = {"forms": {"value": forms, "source": "assumption", "note": note}}
        decision = {
            "title": "合作社的组织形式",
            "decision": "registry/organisations",
            "decided_by": f"{each.name}成员大会",
            "blocks": [{"from": answers.start, "clauses": clauses}],
        }
        found[f"{CHARTER}/{each.code}/registry/organisations.yaml"] = _yaml(decision)
    for book in books:
        found[f"{STARTER}/{book.file}"] = write_template(import_kind(book.kind), help_of(book))
    lines = [f"{book.file}  {help_of(book)}" for book in books]
    found[f"{STARTER}/{ORDER}"] = "\n".join([*lines, ""]).encode()
    return found


def _yaml(said: Mapping[str, Any]) -> bytes:
    text: str = yaml.safe_dump(dict(said), allow_unicode=True, sort_keys=False)
    return text.encode()
