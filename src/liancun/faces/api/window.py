"""Numbers in addresses (页码与编号)."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""The number of a record."""


class Window(Schema):
    """Which rows of a list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0
