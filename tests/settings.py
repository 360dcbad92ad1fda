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
from liancun.settings import ALLOWED_HOSTS  # noqa: E402

ALLOWED_HOSTS += ["testserver"]
