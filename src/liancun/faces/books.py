"""A book as a file of text (账簿文本), alike on the page and in the API."""

from collections.abc import Iterator
from urllib.parse import quote

from django.http import StreamingHttpResponse

from liancun.rooms.ledger.plain_text import Form


def text_answer(lines: Iterator[bytes], org_code: str, form: Form) -> StreamingHttpResponse:
    """The lines as a file to keep, named after its organisation and form."""
    answer = StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")
    name = quote(f"{org_code}.{'beancount' if form == 'beancount' else 'journal'}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
