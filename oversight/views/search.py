"""Search, from the header of every page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import looks
from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import LookKind, Permission
from oversight.forms.search import SearchForm
from oversight.selectors import search as selectors

PER_PAGE = 25


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Young people found by what was typed, by where it was found."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    form = SearchForm(request.GET)
    text = form.text()
    if not text.strip():
        return render(request, "oversight/search.html", {"text": "", "form": form})
    looks.refuse_too_many(request.user, LookKind.SEARCH)
    found = selectors.found_in(request.user, text)
    places = [each.where for each in found]
    where = form.chosen() if form.chosen() in places else next(iter(places), None)
    page, rows = None, []
    if where is not None:
        best = selectors.search_in(request.user, text, where)[: selectors.COUNTED]
        page = Paginator(best, PER_PAGE).get_page(request.GET.get("page"))
        rows = selectors.results(list(page.object_list), request.user, text, where, request_now(request))
    looks.note_found(request.user, LookKind.SEARCH, [row.learner for row in rows])
    more = any(each.where == where and each.count > selectors.COUNTED for each in found)
    context = {"more": more, "text": text, "form": form, "found": found, "where": where, "page_obj": page, "rows": rows}
    return render(request, "oversight/search.html", context)
