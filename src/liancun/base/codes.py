"""Codes (编码): what names a record in an address, an order's number as much as a person's code.

A code is written into addresses and references, where "/" parts one step from the next. What is entered
takes none therefore; what stands in the data already keeps its code for ever and is named by the check.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, Q

from liancun.base.findings import Finding
from liancun.base.models import Stamped

STEPS = (".", "..")
"""What an address reads as "here" and "one up"."""


def columns() -> Iterator[tuple[type[Model], str]]:
    """Every column that gives records the codes they are called by: what its model declares in `codes`."""
    for model in apps.get_models():
        if issubclass(model, Stamped):
            for name in model.codes:
                yield model, name


def verify() -> Iterator[Finding]:
    """Codes in the data that would not be taken today because they part an address; each once."""
    for model, name in columns():
        parting = Q(**{f"{name}__contains": "/"}) | Q(**{f"{name}__in": STEPS})
        rows = model._default_manager.filter(parting).order_by(name)
        for code in dict.fromkeys(rows.values_list(name, flat=True)):
            told = {"what": str(model._meta.verbose_name), "named": code}
            yield Finding.of("broken", f"{model._meta.model_name}:{code}", "codes.parts_address", **told)
