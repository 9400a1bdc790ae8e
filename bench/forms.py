"""A form of a page as a browser would send it, with some boxes filled in. Without Django: locust reads pages too."""

from html.parser import HTMLParser


def filled(page: str, **values: str) -> dict[str, str]:
    """What is sent by the first form of `page` that has all these boxes; ValueError if there is none."""
    reader = _Reader()
    reader.feed(page)
    for form in reader.forms:
        if values.keys() <= form.boxes:
            return form.values | values
    raise ValueError(f"No form with {sorted(values)}.")


class _Form:
    def __init__(self) -> None:
        self.boxes: set[str] = set()
        self.values: dict[str, str] = {}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(_Form())
        name = given.get("name")
        if not self.forms or name is None or tag not in ("input", "textarea", "select"):
            return
        form, kind = self.forms[-1], given.get("type")
        form.boxes.add(name)
        if (
            tag == "input"
            and kind not in ("submit", "file")
            and (kind not in ("radio", "checkbox") or "checked" in given)
        ):
            form.values[name] = given.get("value") or ""
