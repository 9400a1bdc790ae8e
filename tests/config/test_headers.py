"""What a browser is told by production settings: asked of a real web server, over a real connection."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.conf import settings

from tests.config.test_production import COMPLETE

HOST = "mainstay.example"
HEADERS_OF_ALL = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class WebServer:
    """Gunicorn as the container starts it, with files of its own; no database is needed for what is asked here."""

    port: int
    output: Path

    def get(self, path: str, *, https: bool = True) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": HOST, "X-Forwarded-Proto": "https" if https else "http", "Connection": "close"}
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    folder = tmp_path_factory.mktemp("web")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **COMPLETE, "PATH": os.defpath, "STATIC_ROOT": str(folder / "static"), "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "1", "ACCESS_LOG": "1",
    }  # fmt: skip
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
    output = folder / "output"
    with output.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=written, stderr=subprocess.STDOUT
        )
    server = WebServer(port, output)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(server: WebServer, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            if server.get("/healthz").status == 200:
                return
        except OSError:
            assert process.poll() is None, server.output.read_text()
            time.sleep(0.1)
    pytest.fail("It did not start:\n" + server.output.read_text())


@pytest.mark.parametrize(("path", "status"), [("/", 302), ("/sign-in/", 200), ("/no-such-page/", 404)])
def test_every_page_carries_them(web: WebServer, path: str, status: int):
    answer = web.get(path)
    assert answer.status == status
    assert {name: answer.headers[name] for name in HEADERS_OF_ALL} == HEADERS_OF_ALL
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_what_a_page_may_load_and_do(web: WebServer):
    answer = web.get("/sign-in/")
    policy = dict(
        (part.split(None, 1) + [""])[:2]
        for part in answer.headers["Content-Security-Policy"].split(";")
        if part.strip()
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert policy["form-action"].startswith("'self'")
    assert not re.search(r"unsafe|\*|data:|https?:", policy["script-src"] + policy["style-src"] + policy["connect-src"])
    features = answer.headers["Permissions-Policy"]
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics"):
        assert f"{feature}=()" in features


def test_a_page_holds_nothing_that_the_policy_refuses(web: WebServer):
    """Scripts are files or carry the nonce; what is no script (data for one) may stand in the page."""
    text = web.get("/sign-in/").text
    scripts = re.findall(r"<script[^>]*>", text)
    assert scripts
    assert [tag for tag in scripts if not re.search(r"\b(?:src|nonce)=|type=\"application/json\"", tag)] == []
    assert not re.search(r"<[^>]*\s(?:style|on\w+)=", text)


def test_cookies_stay_with_this_site_and_away_from_scripts(web: WebServer):
    cookies: SimpleCookie = SimpleCookie()
    for header in web.get("/sign-in/").headers.get_all("Set-Cookie") or []:
        cookies.load(header)
    assert cookies
    for name, cookie in cookies.items():
        assert name.startswith("__Host-"), name
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        assert cookie["samesite"] in ("Lax", "Strict")


def test_files_carry_them_too(web: WebServer):
    path = re.search(r'href="(/static/mainstay[^"]*\.css)"', web.get("/sign-in/").text)
    assert path
    answer = web.get(path[1])
    assert answer.status == 200
    assert {name: answer.headers[name] for name in HEADERS_OF_ALL} == HEADERS_OF_ALL
    assert "immutable" in answer.headers["Cache-Control"]


def test_without_encryption_a_browser_is_sent_on(web: WebServer):
    answer = web.get("/sign-in/?q=x", https=False)
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/sign-in/?q=x"


def test_the_access_log_says_which_address_and_nothing_of_what_was_asked(web: WebServer):
    for path in (
        "/sign-in/?q=Canaria",
        "/Canaria/?q=Canaria",
        "/password-reset/Canaria/Serinus/",
        "/learners/?q=Canaria",
    ):
        web.get(path)
    deadline = time.monotonic() + 20
    while "GET /learners/" not in (said := web.output.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert '"GET /sign-in/" 200' in said
    assert '"GET /learners/" 302' in said
    assert "Canaria" not in said
    assert "Serinus" not in said
    assert "127.0.0.1:" not in said
