"""What every answer keeps to (应答的规矩): HEAD is answered as GET, and what is somebody's own is not kept.

A computer in a village office has many users, and a proxy between may keep what passes: what depends on who
is logged in, or makes a session, is stored by neither. Open pages and static files stay as they are.
"""

from collections.abc import Callable

from django.http import HttpResponse, StreamingHttpResponse

from liancun.faces.request import Request

OWN = "private, no-store"


class AnswerMiddleware:
    """Stands around the pages and the API, behind static files."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """The answer, without what it says where only its head was asked for."""
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        answer = self.get_response(request)
        viewer = getattr(request, "viewer", None)
        if (viewer and viewer.name) or answer.cookies or "Authorization" in request.headers:
            answer["Cache-Control"] = OWN
        if head:
            request.method = "HEAD"
            _emptied(answer)
        return answer


def _emptied(answer: HttpResponse | StreamingHttpResponse) -> None:
    if isinstance(answer, StreamingHttpResponse):
        answer.streaming_content = ()  # what was to be sent is closed with the answer
    else:
        answer.content = b""
