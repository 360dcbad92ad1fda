"""`python -m liancun` is the same as the command `liancun`."""

from liancun.faces.cli.main import run

run()
