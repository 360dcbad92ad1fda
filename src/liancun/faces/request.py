"""A request as every page and answer gets it (请求): the middleware has said who is looking."""

from django.http import HttpRequest

from liancun.base.viewer import Viewer


class Request(HttpRequest):
    """A request with its viewer; a stranger where nobody has logged in."""

    viewer: Viewer
    forwarded: bool
    """Whether a proxy, or somebody who plays one, has handed it on."""
    address_rests: bool
    entered_as: str
