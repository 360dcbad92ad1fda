"""A door of an act (办理的门): something that takes values by name and says what came of them.

Forms, endpoints and commands are doors alike. An act that is offered by declaration has all three derived;
of the others `acts.yaml` tells form and endpoint, and `commands.yaml` what is typed.
"""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.test import Client

from liancun.base.offers import Offer, offers_of
from liancun.faces.web.acts import address_of
from liancun.kernel.fields import Amount, Choice, Field, Flag, Many, Spec
from tests.conftest import client_as
from tests.doors.records import filled
from tests.doors.typed import Typed, acts, flagged, verb_of

Said = Mapping[str, Any]
Words = Callable[[Said], list[str]]


@dataclass(frozen=True)
class Answer:
    """What came of it: done, or every (field, code) that was said against it; no field is ''.

    `forms` are the forms of the page that came back.
    """

    done: bool
    status: int
    against: tuple[tuple[str, str], ...] = ()
    forms: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Door:
    """One way in: which act of which face, what goes through it as an example, and how it is sent."""

    act: str
    face: str
    fields: Said
    send: Callable[[Said], Answer]
    mute: frozenset[str] = frozenset()

    def can_say(self, name: str) -> bool:
        """Whether anything may be said in a field: a flag of a command is there or is not."""
        return name not in self.mute


def offer_of(act: str) -> Offer | None:
    """What an act is offered by, if it is."""
    room, _dot, name = act.partition(".")
    return offers_of(room).get(name)


def doors_of(act: str, typed: Typed) -> Iterator[Door]:
    """The form, the command and the endpoint of an act with its example filled in, where it has them.

    What has to be done before must be done by now.
    """
    example, offer = acts()[act], offer_of(act)
    client = client_as(example["by"])
    given = _named(example["given"], typed.folder)
    where = filled(str(example.get("org") or example.get("subject")), typed.folder)
    if offer is not None:
        verb = f"{verb_of(offer)} {where}"
        yield Door(act, "form", given, _form(client, address_of(offer, where)))
        yes = frozenset(spec.name for spec in offer.specs if isinstance(spec.field, Flag))
        words = partial(flagged, offer.specs)
        yield Door(act, "command", given, _command(typed, verb, example["by"], words), yes)
        address, body = _endpoint_of(offer, where, given)
        yield Door(act, "endpoint", body, _endpoint(client, address))
        return
    if "pairs" in example:
        verb = filled(example["pairs"], typed.folder)
        yield Door(act, "command", given, _command(typed, verb, example["by"], _pairs))
    if "command" in example:
        verb = filled(example["command"], typed.folder)
        yield Door(act, "command", {}, _command(typed, verb, example["by"], lambda said: []))
    if "form" in example:
        yield Door(act, "form", given, _form(client, filled(example["form"], typed.folder)))
    if "endpoint" in example:
        body = _named(example.get("body", {}), typed.folder)
        if not example.get("whole"):
            body = {name: _plain(name, value) for name, value in given.items() if value != ""} | body
        yield Door(act, "endpoint", body, _endpoint(client, filled(example["endpoint"], typed.folder)))


def address_of_endpoint(act: str) -> str:
    """Where an act's endpoint is, names in braces for what stands in it; '' where it has none."""
    example, offer = acts()[act], offer_of(act)
    if offer is not None:
        return _address(offer, str(example.get("org", "x")))
    return str(example.get("endpoint", ""))


def form_fields(door: Door) -> dict[str, tuple[Field, bool]]:
    """The fields of an act's form by name, and whether each must be given.

    Of one that is not declared, as its page draws them when it comes back.
    """
    offer = offer_of(door.act)
    if offer is not None:
        return {spec.name: (spec.field, spec.required) for spec in offer.specs}
    again = door.send(dict.fromkeys(door.fields, "\u200b"))
    specs = [each.spec for form in again.forms for each in _inputs(form)]
    return {each.name: (each.field, each.required) for each in specs if each.name in door.fields}


def _named(said: Any, folder: Path) -> Any:
    """An example with its records named and its days as text; a number of a record alone stays one."""
    if isinstance(said, dict):
        return {name: _named(each, folder) for name, each in said.items()}
    if isinstance(said, list):
        return [_named(each, folder) for each in said]
    if isinstance(said, date):
        return said.isoformat()
    if isinstance(said, str):
        text = filled(said, folder)
        return int(text) if said != text and text.isdecimal() and said.endswith("_line}") else text
    return said


SCALES = {"_fen": 100, "_g": 1000, "_milli": 1000, "_centimu": 100}
WHOLE = ("entitled", "wanted", "slope_deg", "interval_days", "colonies", "hours_minutes", "shares")
LISTS = ("parties", "plots", "others")
FLAGS = ("is_head",)


def _plain(name: str, text: str) -> Any:
    """What a person types as a program says it."""
    scale = next((scale for end, scale in SCALES.items() if name.endswith(end)), 0)
    if scale:
        whole, _dot, part = text.partition(".")
        return int(whole) * scale + int(part.ljust(len(str(scale)) - 1, "0") or 0)
    if name in WHOLE:
        return int(text)
    if name in LISTS:
        return text.split()
    return text == "是" if name in FLAGS else text


def _endpoint_of(offer: Offer, where: str, given: Said) -> tuple[str, dict[str, Any]]:
    """The address of an offered act's endpoint, and its body."""
    address, body = _address(offer, where), {}
    for spec in offer.specs:
        if f"{{{spec.name}}}" in address:
            address = address.replace(f"{{{spec.name}}}", str(given[spec.name]))
        elif given.get(spec.name, "") != "":
            body[spec.name] = _said_by_program(spec, given[spec.name])
    return address, body


def _address(offer: Offer, where: str) -> str:
    if offer.path.startswith("/"):
        return f"/api{offer.path}".replace("{org_code}", where)
    if offer.subject is None:
        return f"/api/orgs/{where}/{offer.path or f'{offer.room}/{offer.name}'}"
    path = offer.path or f"{offer.room}/{{{offer.subject.name}}}/{offer.name}"
    return f"/api/{path}".replace(f"{{{offer.subject.name}}}", where)


def _said_by_program(spec: Spec, text: str) -> Any:
    field = spec.field
    if isinstance(field, Amount | Flag):
        return field.read(text)
    if isinstance(field, Choice) and field.words:
        return field.read(text)
    return text.split() if isinstance(field, Many) else text


def _form(client: Client, address: str) -> Callable[[Said], Answer]:
    def send(said: Said) -> Answer:
        answer: Any = client.post(
            address, {name: "" if each is None else each for name, each in said.items()}
        )
        if answer.status_code < 400:
            return Answer(True, answer.status_code)
        told = list(_drawn(answer.context))
        against = tuple(each for one in told for each in _against(*one))
        return Answer(False, answer.status_code, against, tuple(one for name, one in told if not name))

    return send


def _drawn(context: Any) -> Iterator[tuple[str, Any]]:
    """What of a page tells what is wrong: ("", a form), ("problems", a fault), ("reason", a refusal)."""
    for name in sorted(context.keys()) if context is not None else ():
        value = context[name]
        for each in value if isinstance(value, list | tuple) else (value,):
            if name in ("problems", "reason") and hasattr(each, "code"):
                yield name, each
            elif hasattr(each, "refusal") and hasattr(each, "problems"):
                yield "", each


def _inputs(form: Any) -> Iterator[Any]:
    """The fields of a form as its page draws them, those of its rows among them."""
    yield from getattr(form, "inputs", ())
    for row in getattr(form, "rows", ()):
        yield from row.inputs


def _against(name: str, told: Any) -> Iterator[tuple[str, str]]:
    """Every (field, code) that one of them tells."""
    if name:
        yield ("" if name == "reason" else told.column), told.code
        return
    for each in _inputs(told):
        yield from ((each.name, problem.code) for problem in each.problems)
    yield from ((problem.column, problem.code) for problem in told.problems)
    if told.refusal:
        yield "", told.refusal.code


def _endpoint(client: Client, address: str) -> Callable[[Said], Answer]:
    def send(said: Said) -> Answer:
        answer: Any = client.post(address, json.dumps(said), content_type="application/json")
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if answer.status_code < 300:
            return Answer(True, answer.status_code)
        if "problems" in told:
            against = [(each["column"].rpartition(".")[2], each["code"]) for each in told["problems"]]
        else:
            against = [("", told["code"])] if "code" in told else []
        return Answer(False, answer.status_code, tuple(against))

    return send


def _command(
    typed: Typed, verb: str, by: str, words: Callable[[Said], list[str]]
) -> Callable[[Said], Answer]:
    def send(said: Said) -> Answer:
        code, told = typed.run([*shlex.split(verb), *words(said), "--json"], by)
        if code == 0:
            return Answer(True, code)
        return Answer(False, code, tuple(_against_command(told)))

    return send


def _pairs(said: Said) -> list[str]:
    return [f"{name}={value}" for name, value in said.items() if value != ""]


def _against_command(told: str) -> Iterator[tuple[str, str]]:
    try:
        document = json.loads(told)
    except ValueError:
        return
    if "refused" in document:
        yield "", document["refused"]["code"]
    for each in document.get("problems", ()):
        yield each["column"], each["code"]
