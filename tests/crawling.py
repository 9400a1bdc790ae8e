"""Walking from link to link as one person, and reading every page and file on the way."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from io import BytesIO

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve
from pypdf import PdfReader

#: Pages for everybody, and one that changes nothing about a record.
OUTSIDE = ("/directory/", "/account/", "/help/", "/privacy/", "/accessibility/", "/cookies/", "/static/")

#: So many addresses of one kind are read: a list with other filters says the same of other rows.
OF_ONE_KIND = 4
#: So many addresses at the most, where every one of a kind is read.
IN_ALL = 400

#: Letters drawn by chance, new on every page.
FORM_SECRET = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value and value.startswith("/")]


def pages_reached(client: Client, start: Iterable[str], *, whole: bool = False) -> Iterator[tuple[str, str]]:
    """Every page and file that links lead to from those of `start`, with what it says; of one kind a few, or with
    `whole` all of them.
    """
    first = list(start)
    waiting, seen, kinds = deque(first), set[str](), Counter[str]()
    while waiting and len(seen) <= IN_ALL:
        address = waiting.popleft().partition("#")[0]
        if address in seen or address.startswith(OUTSIDE):
            continue
        seen.add(address)
        kind = _kind(address)
        kinds[kind] += 1
        if not whole and address not in first and kinds[kind] > OF_ONE_KIND:
            continue
        response = client.get(address)
        if response.status_code != 200:
            continue
        text = text_of(response)
        links = _Links()
        links.feed(text)
        waiting.extend(links.found)
        yield address, text


def text_of(response: HttpResponseBase) -> str:
    """What a person reads there. The bytes of a PDF and the characters of a form's secret hold every pair of letters by
    chance somewhere; what is read does not.
    """
    content = response.getvalue()
    if response["Content-Type"] == "application/pdf" and content.startswith(b"%PDF-1.7"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return FORM_SECRET.sub("", content.decode(errors="replace"))


def _kind(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return address
