"""Liancun (联村): the operating system of a joint-village cooperative."""

__version__ = "0.1.0"
