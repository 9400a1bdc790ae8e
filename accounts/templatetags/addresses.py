"""The present address with changes: another page, another order, one filter less."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict


def address_with(request: HttpRequest | None, **changes: Any) -> str:
    """This page's query string with some parameters replaced; None removes one."""
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


def filter_chips(form: Any, request: HttpRequest | None) -> list[dict[str, str]]:
    """One removable chip for each value chosen in a filter form, in the words of its choices."""
    if not (form.is_bound and request):
        return []
    chips = []
    for field in form.visible_fields():
        typed = field.data
        if isinstance(typed, Mapping):
            words = " ".join(filter(None, typed.values()))
            names = [f"{field.html_name}_{part}" for part in typed] + [field.html_name]
            if words:
                chips.append({"text": f"{field.label_text}: {words}", "url": without(request, dict.fromkeys(names))})
            continue
        labels = (
            {option["value"]: option["label"] for option in field.options} if hasattr(field.field, "choices") else {}
        )
        for value in typed if isinstance(typed, list | tuple) else [typed]:
            if value in (None, "", False):
                continue
            words = field.label_text if value is True else f"{field.label_text}: {labels.get(str(value), value)}"
            chips.append(
                {"text": words, "url": without(request, {field.html_name: None if value is True else str(value)})}
            )
    return chips


def without(request: HttpRequest, parameters: Mapping[str, str | None]) -> str:
    """The present address without some values (None: without every value of that parameter), from the first page."""
    left = request.GET.copy()
    left.pop("page", None)
    for name, value in parameters.items():
        left.setlist(name, [] if value is None else [other for other in left.getlist(name) if other != value])
    return f"{request.path}?{left.urlencode()}"
