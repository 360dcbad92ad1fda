"""Codes (编码): what names a record in an address, an order's number as much as a person's code.

A code is written into addresses and references, where "/" parts one step from the next. What is entered
takes none therefore, nor anything that cannot be seen; what stands in the data already keeps its code for
ever and is named by the check.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from liancun.base.findings import Finding
from liancun.base.models import Stamped
from liancun.kernel.fields import Wrong, must_be_plain

STEPS = (".", "..")
"""What an address reads as "here" and "one up"."""


def columns() -> Iterator[tuple[type[Model], str]]:
    """Every column that gives records the codes they are called by: what its model declares in `codes`."""
    for model in apps.get_models():
        if issubclass(model, Stamped):
            for name in model.codes:
                yield model, name


def verify() -> Iterator[Finding]:
    """Codes in the data that would not be taken today, each once: they part an address, or nobody can tell
    them from others by reading."""
    for model, name in columns():
        codes = model._default_manager.order_by(name).values_list(name, flat=True).distinct()
        for code in codes.iterator():
            if wrong := _wrong(code):
                told = {"what": str(model._meta.verbose_name), "named": _shown(code)}
                yield Finding.of("broken", f"{model._meta.model_name}:{code}", wrong, **told)


def _wrong(code: str) -> str:
    if "/" in code or code in STEPS:
        return "codes.parts_address"
    return "" if code and all(map(_visible, code)) else "codes.not_seen"


def _visible(char: str) -> bool:
    try:
        must_be_plain(char)
    except Wrong:
        return False
    return not char.isspace()


def _shown(code: str) -> str:
    """A code with the number of what cannot be seen in it."""
    return "".join(char if _visible(char) else f"<U+{ord(char):04X}>" for char in code)
