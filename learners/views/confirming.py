"""A page between a form and an act that cannot be undone: it says what will happen and asks once more."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.wording import moment

CONFIRMED = "confirmed"


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person has seen the page that says what will happen."""
    return request.POST.get(CONFIRMED) == "yes"


def ask_to_confirm(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    """Show what was typed and what it will do; the answer posts everything again, with `confirmed`.

    Context: heading, caption, consequences (a list of sentences), submit, back_url.
    """
    typed = [
        (name, value)
        for name in request.POST
        if name not in {"csrfmiddlewaretoken", CONFIRMED}
        for value in request.POST.getlist(name)
    ]
    answers = [
        {"key": field.label, "value": _words(form, field.name)} for field in form.visible_fields() if field.value()
    ]
    return render(request, "learners/confirm.html", {"typed": typed, "answers": answers, **context})


def _words(form: Form, name: str) -> str:
    """An answer as the person chose it: the label of a choice, a date in words."""
    value = form.cleaned_data.get(name)
    choices = getattr(form.fields[name], "choices", None)
    if choices is not None and isinstance(value, str):
        return str(dict(choices).get(value, value))
    if isinstance(value, date):
        return moment(value)
    return str(value) if value else ""
