"""An OpenID provider in a process of its own on this machine, as an agency would run one."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

HOST = "127.0.0.1"


@dataclass
class Provider:
    """A running provider. Its people are made by `knows`; `sign_in` is what somebody does on its pages."""

    address: str

    @property
    def discovery_url(self) -> str:
        return f"{self.address}/.well-known/openid-configuration"

    def knows(self, subject: str, **claims: Any) -> None:
        """The provider says this of the person with `subject`. Claims of the token itself (aud, nonce) may be forged."""
        answer = requests.put(f"{self.address}/users/{subject}", json=claims, timeout=10)
        assert answer.ok, answer.text

    def sign_in(self, address: str, subject: str) -> str:
        """Sign in on the page to which Mainstay sent the browser; the way back, as path and query."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
        return way_back(answer)

    def deny(self, address: str) -> str:
        """Refuse on that page."""
        return way_back(requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=10))


def way_back(answer: requests.Response) -> str:
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def asked_of(address: str) -> dict[str, str]:
    """What Mainstay asks of the provider."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def start() -> tuple[subprocess.Popen[bytes], Provider]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--host", HOST, "--port", str(port), "--require-nonce"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    provider = Provider(f"http://{HOST}:{port}")
    for _ in range(200):
        try:
            if requests.get(provider.discovery_url, timeout=5).ok:
                return process, provider
        except requests.ConnectionError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError("The OpenID provider did not start.")
