"""Settings of the tests: the project's own, on a data folder that is thrown away."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="liancun-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["LIANCUN_DATA"] = os.path.join(_folder, "var")
os.environ.pop("LIANCUN_KEYS", None)
os.environ.pop("LIANCUN_AS", None)

from liancun.settings import *  # noqa: E402, F403
from liancun.settings import ALLOWED_HOSTS, DATABASE_URL, DATABASES  # noqa: E402

ALLOWED_HOSTS += ["testserver"]
if not DATABASE_URL:
    # A file as in life: in memory, two threads would lock each other's tables, which the real one never does.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder, "test.sqlite3")}
