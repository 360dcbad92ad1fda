"""The raised small town for `benchmarks/pages.py`."""

from tests.conftest import own_town, raised

__all__ = ["own_town", "raised"]
