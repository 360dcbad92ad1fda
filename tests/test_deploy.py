"""What a town installs and runs (安装运行): the wheel by itself, the service, the container, the proxy."""

import configparser
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from conftest import missing
from tests.town import ROOT, copy_small_town, environment

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service")) + sorted(DEPLOY.glob("*.timer"))
INSTALLED = "/opt/liancun/bin/liancun"


def settings_read() -> set[str]:
    """The names of the environment that the settings explain."""
    said = (ROOT / "src" / "liancun" / "settings.py").read_text(encoding="utf-8").split('"""')[1]
    return set(re.findall(r"^(LIANCUN_\w+|DATABASE_URL) ", said, flags=re.M))


# --- the wheel ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel unpacked: it stands before the checkout on the path of whoever runs it."""
    if not (ROOT / "build" / "assets" / "fonts").is_dir():
        missing("the front-end files are not there: ./dev setup fetches them")
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "tools/wheel.py", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(done.stdout.strip()) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(installed, data, *words):
    return subprocess.run(
        [sys.executable, "-m", "liancun", *words],
        env=environment(data) | {"PYTHONPATH": str(installed)},
        cwd=installed, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.only_on("sqlite3", "a package is the same whatever database it opens")
def test_the_wheel_has_what_a_town_needs_and_nothing_of_ours(installed, tmp_path):
    assert not [path for path in installed.rglob("*") if path.name in ("tests", "scenario", "conftest.py")]
    helped = run(installed, tmp_path / "var", "--help")
    assert helped.returncode == 0, helped.stderr
    assert "serve" in helped.stdout
    assert not re.search(r"^\W*demo\b", helped.stdout, flags=re.M)
    looked = run(installed, tmp_path / "var", "doctor")
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert str(installed) not in looked.stdout


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.only_on("sqlite3", "a package is the same whatever database it opens")
def test_the_wheel_serves_pages_with_styles_and_papers_in_both_languages(installed, tmp_path, page):
    data = copy_small_town(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "liancun", "serve", "--port", str(port)],
        env=environment(data) | {"PYTHONPATH": str(installed)},
        cwd=installed, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(server, address + "/healthz")
        failed = []
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.goto(address + "/login")
        page.get_by_role("button", name="English").first.click()
        page.get_by_role("button", name="Log in").first.wait_for()
        assert page.evaluate("document.fonts.check('16px sans-serif')")
        accent = "getComputedStyle(document.documentElement).getPropertyValue('--tblr-primary')"
        assert page.evaluate(accent), "the page stands without its styles"
        page.locator("form[action*=demo] button").first.click()
        page.wait_for_load_state()
        paper = page.context.request.get(address + "/park/2025/list.pdf")
        assert paper.body().startswith(b"%PDF-"), paper.text()[:500]
        assert not failed
    finally:
        server.terminate()
        server.communicate()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc whose child a process is")
@pytest.mark.only_on("sqlite3", "the server is the same whatever database it opens")
def test_a_process_of_the_site_that_is_killed_comes_back_and_that_is_said(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, address = copy_small_town(tmp_path), f"http://127.0.0.1:{port}/healthz"
    server = subprocess.Popen(
        [sys.executable, "-m", "liancun", "serve", "--port", str(port)],
        env=environment(data), cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stderr
    try:
        wait_for(server, address)
        (worker,) = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        os.kill(int(worker), signal.SIGKILL)
        said = [server.stderr.readline() for _line in ("where it is served", "that a process died")]
        assert "意外停止,正另开一个" in said[1] and "worker-1" in said[1], said
        wait_for(server, address)
    finally:
        server.terminate()
        server.communicate()


def wait_for(server, address):
    """Until it answers; what it said if it ended instead."""
    for _again in range(300):
        try:
            with urllib.request.urlopen(address) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            try:
                server.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(server.stderr.read()) from None
    raise AssertionError("the server does not answer")


@pytest.mark.slow
@pytest.mark.only_on(
    "sqlite3", "what is said of the keys is the command's; the other database's refusal is test_doctor's"
)
def test_a_restore_says_what_it_did_and_which_keys_are_missing(tmp_path):
    data, other = copy_small_town(tmp_path / "town"), tmp_path / "other" / "var"
    other.parent.mkdir()

    def said(place, *words):
        done = subprocess.run(
            [sys.executable, "-m", "liancun", *words],
            env=environment(place), cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    file = tmp_path / "copy.zip"
    assert said(data, "backup", str(file))[0] == 0
    code, words = said(other, "restore", str(file))
    assert code == 0
    assert (
        "已恢复 copy.zip" in words and "还缺密钥" in words and str(tmp_path / "other" / "var.keys") in words
    )
    code, words = said(other, "check")
    assert code == 1 and "fields.key" in words
    assert not (tmp_path / "other" / "var.keys" / "fields.key").exists()
    shutil.copytree(tmp_path / "town" / "var.keys", tmp_path / "other" / "var.keys", dirs_exist_ok=True)
    code, words = said(other, "check")
    assert code == 0, words


# --- the service, the container, the proxy ------------------------------------------------------


def commands():
    """Every command line of ours in the units and the container."""
    for unit in UNITS:
        parser = configparser.RawConfigParser(strict=False)
        parser.read(unit, encoding="utf-8")
        if parser.has_option("Service", "ExecStart"):
            yield unit.name, shlex.split(parser["Service"]["ExecStart"])
    words = re.findall(r'^CMD \["liancun", (.*)\]$', (DEPLOY / "Containerfile").read_text(), flags=re.M)
    for line in words:
        yield "Containerfile", ["liancun", *re.findall(r'"([^"]*)"', line)]


@pytest.mark.slow
@pytest.mark.parametrize(("place", "words"), list(commands()), ids=lambda each: str(each)[:30])
def test_what_is_run_is_a_command_with_these_options(place, words, tmp_path):
    assert words[0] in ("liancun", INSTALLED)
    done = subprocess.run(
        [sys.executable, "-m", "liancun", words[1], "--help"],
        env=environment(tmp_path) | {"NO_COLOR": "1"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not [word for word in words if word.startswith("--") and word not in done.stdout]


@pytest.mark.parametrize("file", [*UNITS, DEPLOY / "Containerfile"], ids=lambda path: path.name)
def test_only_what_the_settings_know_is_set(file):
    named = set(re.findall(r"\b(LIANCUN_[A-Z_]+|DATABASE_URL)\b", file.read_text(encoding="utf-8")))
    assert named <= settings_read()


def test_systemd_reads_the_units(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("no systemd-analyze on this machine")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(INSTALLED, sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "liancun" in line and "Failed to" not in line]
    assert not ours, done.stderr


def test_nginx_reads_the_proxy(tmp_path):
    nginx = shutil.which("nginx")
    if not nginx:
        pytest.skip("no nginx on this machine")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = (
        re.sub(r"^\s*ssl_certificate.*$", "", text, flags=re.M)
        .replace("443 ssl", "8443")
        .replace("80;", "8080;")
    )
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {text} }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        [nginx, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_the_container_copies_is_there():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [
        line.split()[1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line
    ]
    assert copied and all((ROOT / name).exists() for name in copied)
    assert os.access(ROOT / "dev", os.X_OK) and "USER liancun" in text


def test_the_command_runs_with_the_environment_of_the_service():
    """What is done by hand lands in the data that the site serves, as the user that serves it."""
    service = (DEPLOY / "liancun.service").read_text(encoding="utf-8")
    by_hand = (DEPLOY / "liancun.sh").read_text(encoding="utf-8")
    said = re.findall(r"^((?:Environment|EnvironmentFile|StateDirectory|UMask)=.*)$", service, flags=re.M)
    assert len(said) == 7
    assert not [line for line in said if line not in by_hand]
    assert "--uid=liancun" in by_hand and f'{INSTALLED} "$@"' in by_hand
    assert os.access(DEPLOY / "liancun.sh", os.X_OK)
