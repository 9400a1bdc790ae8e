"""Somebody with a browser, as plain HTTP: how long a page takes to answer, and what."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    seconds: float
    retry_after: str


class Visitor:
    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        direct = urllib.request.ProxyHandler({})
        self._opener = urllib.request.build_opener(direct, urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def ask_for_a_new_password(self, email: str) -> Answer:
        """The answer to the form; it redirects, and the page behind it counts too."""
        token = TOKEN.search(self.get("/password-reset/").text)
        assert token is not None
        fields = {"csrfmiddlewaretoken": token[1], "email": email}
        return self._ask("/password-reset/", urllib.parse.urlencode(fields).encode())

    def is_served(self) -> bool:
        """Whether the web server answers at all, its database aside."""
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def _ask(self, path: str, body: bytes | None) -> Answer:
        began = time.monotonic()
        try:
            with self._opener.open(self.address + path, body, timeout=60) as answer:
                return Answer(answer.status, answer.read().decode(), time.monotonic() - began, "")
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode()
            return Answer(error.code, text, time.monotonic() - began, error.headers.get("Retry-After", ""))
