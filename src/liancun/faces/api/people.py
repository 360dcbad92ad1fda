"""People, households and memberships (登记): a person's card, what was done, and what is recorded of them."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Party, Stored, shape
from liancun.faces.people import HOUSEHOLD_ACTS, MEMBER, PERSON, Doing, as_typed
from liancun.faces.request import Request
from liancun.rooms.registry import queries

router = Router(tags=["registry"])

Name = Annotated[str, Field(max_length=40)]
Paper = Annotated[str, Field(max_length=60)]
Sex = Literal["m", "f"]


class PersonCorrection(Schema):
    """What a person's card should say; what is left out stays. All but the phone needs the document."""

    name: Name | None = None
    sex: Sex | None = None
    born_on: date | None = None
    id_number: Name | None = None
    phone: Name | None = None
    document: Paper = ""


class Account(Schema):
    """An account from a day on, by the party's written application."""

    bank: Paper
    account: Name
    start: date
    document: Paper


class Death(Schema):
    """A death, and what proves it."""

    died_on: date
    document: Paper


class Authority(Schema):
    """Who receives for the person: by written authority, or as heir."""

    payee: Party
    kind: Literal["authority", "heir"]
    document: Paper
    start: date
    end: date | None = None


class Move(Schema):
    """Into which household, from when."""

    to: Party
    start: date
    is_head: bool = False
    document: Paper = ""


class Birth(Schema):
    """A child born into a household."""

    code: Party
    name: Name
    sex: Sex
    born_on: date
    id_number: Name | None = None
    registered: Party | None = None
    document: Paper = ""


class Head(Schema):
    """Who is the head from when."""

    party: Party
    start: date
    document: Paper = ""


class Split(Schema):
    """Who leaves for a new household; its contracting household if it has one."""

    new_code: Party
    head: Party
    others: Annotated[list[Party], Field(max_length=30)] = []
    start: date
    contracting: Party | None = None
    document: Paper = ""


class Merger(Schema):
    """Into which household, from when."""

    into: Party
    start: date
    document: Paper = ""


class Standing(Schema):
    """The next step of a household's standing."""

    kind: Literal["unstable", "marginal", "sudden", "cleared", "lifted"]
    started_on: date
    body: Paper
    document: Paper


class StandingEnd(Schema):
    """The last day a standing held."""

    ended_on: date
    document: Paper


class Admission(Schema):
    """A new member, by application and the assembly's resolution."""

    number: Party
    document: Paper
    resolution: Paper
    start: date


class Leaving(Schema):
    """The day a member gave notice."""

    notice_on: date


class Done(Schema):
    """What it was done to, and what it came to: the last day of a membership."""

    subject: str
    ends: str = ""


def _do(request: Request, doing: Doing, subject: str, sent: dict[str, Any]) -> dict[str, str]:
    """Read what was sent as a form would be, and do it."""
    given = {name: _said(value) for name, value in sent.items() if value is not None}
    ends = doing.do(subject, as_typed(doing.columns, given), by=who(request), on=clock.today())
    return {"subject": subject, "ends": str(ends) if isinstance(ends, date) else ""}


def _said(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else value


def _of_person(request: Request, code: str, what: str, sent: Schema) -> Any:
    queries.person_card(who(request), code, on=clock.today())
    return _do(request, PERSON[what], code, sent.dict())


def _of_household(request: Request, code: str, what: str, sent: Schema) -> Any:
    queries.household_card(who(request), code, on=clock.today())
    return _do(request, HOUSEHOLD_ACTS[what], code, sent.dict())


@router.get("/people/{code:code}", response={200: shape(queries.PersonCard), **NO})
def person(request: Request, code: Stored) -> Any:
    """A person's card, masked but for those whose work it is."""
    return plain(queries.person_card(who(request), code, on=clock.today()))


@router.get("/people/{code:code}/history", response={200: list[shape(queries.HistoryRow)], **NO})  # type: ignore[misc]
def person_history(request: Request, code: Stored) -> Any:
    """The acts about a person: who, when, on which document."""
    return plain(queries.person_history(who(request), code, on=clock.today()))


@router.get("/households/{code:code}/history", response={200: list[shape(queries.HistoryRow)], **NO})  # type: ignore[misc]
def household_history(request: Request, code: Stored) -> Any:
    """The acts about a household and its people."""
    return plain(queries.household_history(who(request), code, on=clock.today()))


@router.get("/households/{code:code}/standings", response={200: list[shape(queries.StandingRow)], **NO})  # type: ignore[misc]
def standings(request: Request, code: Stored) -> Any:
    """The steps of a household's standing, for those whose work it is."""
    return plain(queries.standings_of(who(request), code, on=clock.today()))


@router.post("/people/{code:code}/correct", response={200: Done, **NO})
def correct(request: Request, code: Stored, new: PersonCorrection) -> Any:
    """Correct a person's card; what it said is kept."""
    return _of_person(request, code, "correct", new)


@router.post("/people/{code:code}/account", response={200: Done, **NO})
def account(request: Request, code: Stored, new: Account) -> Any:
    """Have a person paid into another account from a day on."""
    return _of_person(request, code, "account", new)


@router.post("/people/{code:code}/death", response={200: Done, **NO})
def death(request: Request, code: Stored, new: Death) -> Any:
    """Record a death."""
    return _of_person(request, code, "death", new)


@router.post("/people/{code:code}/authority", response={200: Done, **NO})
def authority(request: Request, code: Stored, new: Authority) -> Any:
    """Have somebody receive for a person."""
    return _of_person(request, code, "authority", new)


@router.post("/people/{code:code}/move", response={200: Done, **NO})
def move(request: Request, code: Stored, new: Move) -> Any:
    """Move a person into another household."""
    return _of_person(request, code, "move", new)


@router.post("/households/{code:code}/births", response={200: Done, **NO})
def birth(request: Request, code: Stored, new: Birth) -> Any:
    """Enter a child."""
    return _of_household(request, code, "birth", new)


@router.post("/households/{code:code}/head", response={200: Done, **NO})
def head(request: Request, code: Stored, new: Head) -> Any:
    """Make one of a household its head."""
    return _of_household(request, code, "head", new)


@router.post("/households/{code:code}/split", response={200: Done, **NO})
def split(request: Request, code: Stored, new: Split) -> Any:
    """Split a household."""
    return _of_household(request, code, "split", new)


@router.post("/households/{code:code}/merge", response={200: Done, **NO})
def merge(request: Request, code: Stored, new: Merger) -> Any:
    """Merge a household into another."""
    return _of_household(request, code, "merge", new)


@router.post("/households/{code:code}/standings", response={200: Done, **NO})
def step_standing(request: Request, code: Stored, new: Standing) -> Any:
    """Take the next step of a household's standing."""
    return _of_household(request, code, "standing", new)


@router.post("/households/{code:code}/standings/close", response={200: Done, **NO})
def close_standing(request: Request, code: Stored, new: StandingEnd) -> Any:
    """Close a household's standing."""
    return _of_household(request, code, "close_standing", new)


@router.post("/orgs/{code:org_code}/members/{code:party}/admit", response={200: Done, **NO})
def admit(request: Request, org_code: Org, party: Stored, new: Admission) -> Any:
    """Admit a member."""
    return _do(request, MEMBER["admit"], org_code, new.dict() | {"party": party})


@router.post("/orgs/{code:org_code}/members/{code:party}/leave", response={200: Done, **NO})
def leave(request: Request, org_code: Org, party: Stored, new: Leaving) -> Any:
    """Record a member's notice to leave; `ends` is the membership's last day."""
    return _do(request, MEMBER["leave"], org_code, new.dict() | {"party": party})
