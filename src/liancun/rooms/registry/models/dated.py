"""Rows with dates (有起止的记录): corrected and ended by a row that supersedes them, never edited."""

from django.db import models

from liancun.base.models import Stamped


class Dated(Stamped):
    """A fact true from `start` to `end`, both counted; the row that supersedes it stands in its place."""

    start = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", verbose_name="更正的行", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        abstract = True
