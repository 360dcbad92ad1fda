"""A request as every page and answer gets it (请求): the middleware has said who is looking."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem


class Request(HttpRequest):
    """A request with its viewer; a stranger where nobody has logged in."""

    viewer: Viewer
    forwarded: bool
    """Whether a proxy, or somebody who plays one, has handed it on."""
    address_rests: bool
    entered_as: str


def json_of(request: HttpRequest) -> Any:
    """The JSON that was sent; an empty object where nothing was. Raises BadInput for none, or too much."""
    try:
        return json.loads(request.body or b"{}")
    except RequestDataTooBig:
        most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024
        raise BadInput([Problem.of("api.too_long", most=most)]) from None
    except (ValueError, RecursionError):
        raise BadInput([Problem.of("api.not_json")]) from None
