"""Codes in addresses (地址里的编码): written and read back exactly, whatever stands in the data.

Servers decode "%2F" before anybody routes and browsers resolve ".." before they ask, so an address has an
escape of its own: "~" and two hexadecimal digits for each byte. Ordinary codes, Chinese ones too, stay as
they are.
"""

import re

from django.urls import register_converter
from django.urls.converters import get_converters

from liancun.base.codes import STEPS

_ESCAPED = re.compile(r"[/~%?#\\\x00-\x1f\x7f]")
_STRAY = re.compile(r"~(?![0-9A-F]{2})")
_RUN = re.compile(r"(?:~[0-9A-F]{2})+")
NOTHING = "~"
"""What an empty code is written as."""


def written(code: str) -> str:
    """A code as one step of an address."""
    if not code:
        return NOTHING
    return "".join(map(_escape, code)) if code in STEPS else _ESCAPED.sub(lambda m: _escape(m[0]), code)


def read(step: str) -> str:
    """The code that was written so. Raises ValueError where none was."""
    if step == NOTHING:
        return ""
    if _STRAY.search(step):
        raise ValueError(step)
    return _RUN.sub(lambda m: bytes.fromhex(m[0].replace("~", "")).decode(), step)


def _escape(char: str) -> str:
    return "".join(f"~{byte:02X}" for byte in char.encode())


class CodeConverter:
    """A code in a route: "<code:number>" on pages, "{code:number}" in the API."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The code; what no code is written as matches no address."""
        return read(value)

    def to_url(self, value: object) -> str:
        """The code's step."""
        return written(str(value))


class RefConverter(CodeConverter):
    """A reference in a route ("share:head/GJ-1"): its slashes stay, each part is written as a code is."""

    regex = ".+"

    def to_python(self, value: str) -> str:
        """The reference."""
        return "/".join(map(read, value.split("/")))

    def to_url(self, value: object) -> str:
        """Its steps."""
        return "/".join(map(written, str(value).split("/")))


def register() -> None:
    """Make both known to Django's routes; once for a process."""
    for name, converter in (("code", CodeConverter), ("ref", RefConverter)):
        if name not in get_converters():
            register_converter(converter, name)
