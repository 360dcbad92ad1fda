"""What every route answers with (应答): plain data of frozen rows, and the kinds of no as JSON."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from django.db import DataError, OperationalError
from django.http import HttpResponse
from ninja import NinjaAPI, Schema

from liancun.base.database_errors import refusal_of
from liancun.base.viewer import Viewer
from liancun.faces.api.shapes import UNREAD
from liancun.faces.request import Request
from liancun.faces.words import worded
from liancun.kernel import BadInput, Problem, Reason, Refusal

GONE_CODES = ("viewer.not_found", "organisation.unknown")


class No(Schema):
    """A refusal: its code, the sentence, the clause and its parameters."""

    code: str
    message: str
    clause: str
    params: dict[str, Any]


class OneProblem(Schema):
    """One thing wrong with what was sent, and where."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    message: str


class Problems(Schema):
    """Everything wrong with what was sent."""

    problems: list[OneProblem]
    report: int = 0


NO: dict[int, Any] = {400: Problems, 401: No, 403: No, 404: No, 429: No, 503: No}
"""The answers every route may give besides its own.

401 a token that opens nothing, 429 after too many of them from one address (`tokens`); 503 where it cannot be
written down who looked (`base/trail.py`).
"""


def who(request: Request) -> Viewer:
    """Who asks."""
    viewer: Viewer = request.viewer
    return viewer


def plain(value: Any) -> Any:
    """A row as JSON: fields by their names, days as text, reasons with their sentence."""
    if isinstance(value, Reason):
        return value.as_data() | {"message": worded(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value) if each.name != UNREAD}
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | str | bool | None) else str(value)


def page(rows: Any, total: int) -> dict[str, Any]:
    """A page of a list."""
    return {"rows": plain(rows), "total": total}


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem, placed and worded."""
    place = {name: getattr(problem, name) for name in ("file", "sheet", "row", "column", "code")}
    return place | {"message": worded(problem)}


def answer_no(api: NinjaAPI) -> None:
    """Have the API word refusals and bad input."""

    @api.exception_handler(Refusal)
    def refused(request: Request, no: Refusal) -> HttpResponse:
        data = no.reason.as_data()
        gone = no.code in GONE_CODES
        return api.create_response(
            request, plain(data) | {"message": worded(no)}, status=404 if gone else 403
        )

    @api.exception_handler(BadInput)
    def bad(request: Request, no: BadInput) -> HttpResponse:
        return api.create_response(
            request,
            {"problems": [problem_data(each) for each in no.problems]}
            | ({"report": no.kept} if no.kept else {}),
            status=400,
        )

    @api.exception_handler(OperationalError)
    @api.exception_handler(OSError)
    def could_not(request: Request, no: OperationalError | OSError) -> HttpResponse:
        if refusal := refusal_of(no):
            return refused(request, refusal)
        raise no

    @api.exception_handler(DataError)
    def beyond(request: Request, _no: DataError) -> HttpResponse:
        # A number no database can hold was never a record's.
        return refused(request, Refusal("viewer.not_found"))
