"""A page that asks something: shown, sent, refused or done."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.errors import ServiceError
from accounts.service_form import ServiceForm

Done = TypeVar("Done")


def ask(
    request: HttpRequest,
    form: ServiceForm,
    act: Callable[[], Done],
    *,
    done: str | Callable[[Done], str],
    back: str,
    then: str | Callable[[Done], str] = "",
    template: str = "components/form_page.html",
    more: Callable[[], Mapping[str, Any]] = dict,
    passing: tuple[type[ServiceError], ...] = (),
    **words: Any,
) -> HttpResponse:
    """Show `form`. Once it is sent and filled in rightly let `act` call the service, say `done`, and go `then` to another
    page, else `back` to where the person came from. What the service refuses is shown in the form, with all that was
    typed; so is what somebody else wrote there since the page was shown.

    `done` and `then` may depend on what the service returned; an empty `done` says nothing. `words` and `more` are what
    the template shows besides; `more` is looked up only if the page is shown. Errors that are `passing` are
    left to the caller.
    """
    if request.method == "POST" and form.is_valid() and not form.is_overtaken():
        try:
            result = act()
        except passing:
            raise
        except ServiceError as error:
            form.refuse(error)
        else:
            if said := done(result) if callable(done) else done:
                messages.success(request, said)
            return redirect((then(result) if callable(then) else then) or back)
    return render(request, template, {"form": form, "back_url": back, "cancel_url": back, **words, **more()})


def confirm(request: HttpRequest, act: Callable[[], Done], **page: Any) -> HttpResponse:
    """The same where there is nothing to fill in: one button. Takes what `ask` takes."""
    return ask(request, ServiceForm(request.POST if request.method == "POST" else None), act, **page)
