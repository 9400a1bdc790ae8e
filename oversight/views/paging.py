"""Where a reader is in a list that is paged by key, and the addresses of the neighbouring pages."""

from urllib.parse import urlencode

from django.http import HttpRequest

from oversight.selectors.keyset import Cursor


def cursor_of(request: HttpRequest) -> Cursor | None:
    """The place the address names; None: the beginning."""
    newer = Cursor.read(request.GET.get("newer", ""), newer=True)
    return newer or Cursor.read(request.GET.get("older", ""))


def keyset_links(request: HttpRequest, newer: Cursor | None, older: Cursor | None) -> dict[str, str]:
    """`newer_url` and `older_url`, with the same filters; empty where there is no such page."""
    return {"newer_url": _page(request, "newer", newer), "older_url": _page(request, "older", older)}


def _page(request: HttpRequest, name: str, cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in ("newer", "older")]
    return f"{request.path}?{urlencode([*kept, (name, str(cursor))])}"
