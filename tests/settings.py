"""Settings of the tests: the project's own, on a data folder that is thrown away.

A folder goes with the run, and all its processes know it: what one of them makes, the town with its
encrypted numbers, another reads (tests/databases.py).
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="liancun-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["LIANCUN_DATA"] = os.path.join(_folder, "var")
if not os.path.isdir(os.environ.get("LIANCUN_TEST_RUN", "")):
    os.environ["LIANCUN_TEST_RUN"] = os.path.join(_folder, f"liancun_run_{os.getpid()}")
    os.mkdir(os.environ["LIANCUN_TEST_RUN"])
os.environ["LIANCUN_KEYS"] = os.path.join(os.environ["LIANCUN_TEST_RUN"], "keys")
os.environ.pop("LIANCUN_AS", None)

from liancun.settings import *  # noqa: E402, F403
from liancun.settings import ALLOWED_HOSTS, DATABASE_URL, DATABASES  # noqa: E402

del os.environ["LIANCUN_KEYS"]
ALLOWED_HOSTS += ["testserver"]
if not DATABASE_URL:
    # A file as in life: in memory, two threads would lock each other's tables, which the real one never does.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder, "test.sqlite3")}
    # But for the disk's slowness: tests kill processes, not machines, and what a process wrote is there.
    _made = DATABASES["default"]["OPTIONS"]["init_command"]
    DATABASES["default"]["OPTIONS"]["init_command"] = _made.replace("synchronous=FULL", "synchronous=OFF")
