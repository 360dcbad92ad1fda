"""A book as a file of text (账簿文本), alike on the page and in the API."""

from urllib.parse import quote

from django.http import HttpResponse

from liancun.base import trail
from liancun.base.viewer import Viewer
from liancun.rooms.ledger.plain_text import Form, book_as_text, written


def book_answer(viewer: Viewer, org_code: str, form: Form) -> HttpResponse:
    """A whole book as Beancount or hledger read it, a file to keep."""
    body = written(book_as_text(viewer, org_code, form))
    trail.takes(viewer, "paper:book", org_code, "text")
    answer = HttpResponse(body, content_type="text/plain; charset=utf-8")
    name = quote(f"{org_code}.{'beancount' if form == 'beancount' else 'journal'}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
