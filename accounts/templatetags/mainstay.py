"""{% load mainstay %}: the components of `templates/components/`, and how we write days, times and numbers.

Each component tag fills the template of the same name, whose first lines say how it is used.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.sessions import seconds_left
from accounts.templatetags.addresses import address_with, filter_chips
from accounts.templatetags.charts import line, stacked_bars
from accounts.wording import clock, comma_and, day, moment, percent, short_day, tel_href

register = template.Library()

# --- Days, times, numbers --------------------------------------------------------------------------------------------


for wording in (day, short_day, clock, moment, percent, comma_and, tel_href):
    register.filter(wording.__name__, wording)


@register.filter
def time_tag(value: date | datetime | None) -> SafeString | str:
    """The moment inside <time>, so that machines can read it too."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), moment(value)) if value else ""


# --- Addresses --------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """{% query page=2 sort=None %}: the present query string with changes."""
    return address_with(context.get("request"), **changes)


# --- The frame --------------------------------------------------------------------------------------------------------

NAVIGATION = (
    ("/", "My day"),
    ("/learners/", "Young people"),
    ("/plans/", "Plans"),
    ("/deadlines/", "Deadlines"),
    ("/agreements/", "Agreements"),
    ("/partnership/", "Partnership"),
    ("/oversight/", "Oversight"),
    ("/operations/", "Operations"),
    ("/directory/", "Directory"),
    ("/messages/", "Messages"),
)


@register.simple_tag(takes_context=True)
def navigation_items(context: template.Context) -> list[dict[str, Any]]:
    """The service navigation. `navigation_hidden` in the context names addresses this person has no use for."""
    request = context.get("request")
    path = request.path if request else ""
    hidden = context.get("navigation_hidden") or ()
    return [
        {"url": url, "text": text, "current": path == url, "active": url != "/" and path.startswith(url)}
        for url, text in NAVIGATION
        if url not in hidden
    ]


@register.simple_tag(takes_context=True)
def session_seconds(context: template.Context) -> dict[str, int]:
    """How long a session may be idle, how long before its end the page warns, and in how long it ends whatever happens
    (`accounts.sign_in_middleware`).
    """
    request = context.get("request")
    longest = settings.MAINSTAY_SESSION_LONGEST
    return {
        "idle": settings.SESSION_COOKIE_AGE,
        "warn": getattr(settings, "MAINSTAY_SESSION_WARNING_SECONDS", 120),
        "ends": seconds_left(request.session, now=time.time()) if request is not None else longest,
    }


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, text: str = "Back") -> dict[str, Any]:
    return {"url": url, "text": text}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*crumbs: Any) -> dict[str, Any]:
    """Text and address by turns; a last text without an address is the page itself."""
    pairs = [
        (crumbs[index], crumbs[index + 1] if index + 1 < len(crumbs) else "") for index in range(0, len(crumbs), 2)
    ]
    return {"crumbs": [{"text": text, "url": url} for text, url in pairs]}


# --- Forms ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_or_formsets: Any) -> dict[str, Any]:
    errors: list[dict[str, str]] = []
    for item in filter(None, forms_or_formsets):
        if not item.is_bound:
            continue
        if hasattr(item, "non_form_errors"):
            errors += [{"message": message, "target": ""} for message in item.non_form_errors()]
        for form in getattr(item, "forms", [item]):
            errors += [{"message": message, "target": ""} for message in form.non_field_errors()]
            errors += [link for field in form for link in field.error_links]
    return {"errors": errors}


# --- Words that carry a state -----------------------------------------------------------------------------------------

# Words and colour of each state of a deadline. The words alone are enough; colour only helps.
DEADLINE_TAGS = {
    "open": ("Open", "govuk-tag--grey"),
    "due_soon": ("Due soon", "govuk-tag--yellow"),
    "due_today": ("Due today", "govuk-tag--orange"),
    "overdue": ("Overdue", "app-tag--strong"),
    "met": ("Met", "govuk-tag--green"),
    "met_late": ("Met late", "govuk-tag--purple"),
    "missed": ("Missed", "govuk-tag--red"),
    "paused": ("Paused", "govuk-tag--blue"),
    "waived": ("Waived", "govuk-tag--grey"),
    "cancelled": ("No longer applies", "govuk-tag--grey"),
    "before_tracking": ("Before Mainstay", "govuk-tag--grey"),
}
TAG_COLOURS = frozenset({"", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow", "strong"})


def tag_class(colour: str) -> str:
    """The class of a tag colour. Raises ValueError for a colour the design does not have."""
    if colour not in TAG_COLOURS:
        raise ValueError(f"There is no tag colour {colour!r}.")
    if colour == "strong":
        return "app-tag--strong"
    return f"govuk-tag--{colour}" if colour else ""


@register.simple_tag
def tag(text: Any, colour: str = "grey") -> SafeString:
    return format_html('<strong class="govuk-tag {}">{}</strong>', tag_class(colour), text)


@register.simple_tag
def deadline_tag(state: str, text: str = "") -> SafeString:
    """The state of a deadline in words; `text` says it more exactly ("Due in 3 days")."""
    words, css = DEADLINE_TAGS[str(state)]
    return format_html('<strong class="govuk-tag {}">{}</strong>', css, text or words)


def coloured(items: Iterable[Any] | None, colour_key: str) -> list[Any]:
    """Items that carry a tag, each beside the class of its colour."""
    return [{"item": item, "tag_class": tag_class(read(item, colour_key))} for item in items or ()]


def read(item: Any, key: str) -> Any:
    """A key of a mapping or an attribute of an object; "" where there is none."""
    value = item.get(key) if isinstance(item, Mapping) else getattr(item, key, None)
    return "" if value is None else value


# --- Lists ------------------------------------------------------------------------------------------------------------


@register.simple_block_tag(end_name="endtable_pane")
def table_pane(content: str, label: str) -> SafeString:
    """A pane in which a wide table scrolls, reachable by keyboard, so that the page itself never scrolls sideways."""
    return format_html(
        '<div class="app-table-pane" role="region" aria-label="{}" tabindex="0">{}</div>', label, content
    )


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: template.Context, text: str, key: str, default: bool | str = False, numeric: bool = False
) -> dict[str, Any]:
    """`default` is True for the key the list is sorted by unasked, "-" if it is so in descending order."""
    request = context.get("request")
    chosen = (request.GET.get("sort") if request else "") or (("-" if default == "-" else "") + key if default else "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(chosen, "none")
    following = f"-{key}" if direction == "ascending" else key
    return {
        "text": text,
        "direction": direction,
        "numeric": numeric,
        "url": address_with(request, sort=following, page=None),
        "following": "descending" if direction == "ascending" else "ascending",
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, noun: str = "results") -> dict[str, Any]:
    request = context.get("request")

    def link(number: int) -> str:
        return address_with(request, page=number)

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "noun": noun,
        "previous_url": link(page.previous_page_number()) if page.has_previous() else "",
        "next_url": link(page.next_page_number()) if page.has_next() else "",
        "items": [
            {"number": number, "url": link(number), "current": number == page.number}
            if isinstance(number, int)
            else {"gap": True}
            for number in numbers
        ],
    }


@register.inclusion_tag("components/pagination_links.html")
def pagination_links(previous_url: str = "", next_url: str = "") -> dict[str, Any]:
    return {"previous_url": previous_url, "next_url": next_url}


@register.inclusion_tag("components/filter_panel.html", takes_context=True)
def filter_panel(
    context: template.Context, form: Any, heading: str = "Filter", submit: str = "Apply filters", row: bool = False
) -> dict[str, Any]:
    """`row=True` where the panel stands above what it filters and not beside it."""
    request = context.get("request")
    path = request.path if request else ""
    kept = [(name, value) for name in ("sort",) if request and (value := request.GET.get(name))]
    return {
        "form": form,
        "heading": heading,
        "submit": submit,
        "row": row,
        "chips": filter_chips(form, request),
        "clear_url": f"{path}?{urlencode(kept)}" if kept else path,
        "kept": kept,
        "path": path,
    }


# --- Components -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/summary_list.html")
def summary_list(
    rows: Sequence[Any], title: str = "", card_actions: Sequence[Any] = (), heading_level: int = 2
) -> dict[str, Any]:
    any_change = any(read(row, "change_url") for row in rows)
    return {
        "rows": rows,
        "title": title,
        "card_actions": card_actions,
        "any_change": any_change,
        "level": heading_level,
    }


@register.inclusion_tag("components/task_list.html")
def task_list(items: Sequence[Any], prefix: str = "task") -> dict[str, Any]:
    return {"items": coloured(items, "status_colour"), "prefix": prefix}


@register.inclusion_tag("components/number_card.html")
def number_card(number: Any, label: str, url: str, tone: str = "", hint: str = "") -> dict[str, Any]:
    return {"number": number, "label": label, "url": url, "tone": tone, "hint": hint}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    rows: Sequence[Any],
    caption: str,
    heading: str = "Name",
    series: Sequence[Any] | None = None,
    rate_key: str | None = "on_time",
    nothing: str = "Nothing fell due",
) -> dict[str, Any]:
    return stacked_bars(rows, caption=caption, heading=heading, series=series, rate_key=rate_key, nothing=nothing)


@register.inclusion_tag("components/line_chart.html")
def line_chart(
    rows: Sequence[Any],
    caption: str,
    heading: str,
    number: str,
    unit: str = "%",
    highest: int = 100,
    marks: Sequence[Any] = (),
    columns: Sequence[Any] = (),
) -> dict[str, Any]:
    return line(
        rows, caption=caption, heading=heading, number=number, unit=unit, highest=highest, marks=marks, columns=columns
    )


@register.inclusion_tag("components/timeline.html")
def timeline(items: Iterable[Any], heading_level: int = 3) -> dict[str, Any]:
    return {"items": [timeline_item(item) for item in items], "level": heading_level}


def timeline_item(item: Any) -> dict[str, Any]:
    """An accounts.timeline.TimelineEntry, or a mapping with the keys that timeline.html names."""
    return {
        "title": read(item, "title"),
        "at": read(item, "at"),
        "by": read(item, "by"),
        "agency": read(item, "agency"),
        "body": read(item, "body") or read(item, "text"),
        "url": read(item, "url") or read(item, "link"),
        "url_text": read(item, "url_text"),
        "tag": read(item, "tag"),
        "tag_class": tag_class(read(item, "tag_colour")),
        "visible_to": read(item, "visible_to"),
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", link_url: str = "", link_text: str = "") -> dict[str, Any]:
    return {"title": title, "text": text, "link_url": link_url, "link_text": link_text}


@register.inclusion_tag("components/identity_bar.html")
def identity_bar(
    name: str,
    reference: str = "",
    facts: Sequence[Any] = (),
    tags: Sequence[Any] = (),
    flags: Sequence[str] = (),
    actions: Sequence[Any] = (),
    heading_level: int = 1,
) -> dict[str, Any]:
    return {
        "name": name,
        "reference": reference,
        "facts": facts,
        "tags": coloured(tags, "colour"),
        "flags": flags,
        "actions": actions,
        "level": heading_level,
    }


@register.inclusion_tag("components/confirmation_panel.html")
def confirmation_panel(title: str, label: str = "", reference: str = "") -> dict[str, Any]:
    return {"title": title, "label": label, "reference": reference}


@register.inclusion_tag("components/contact_card.html")
def contact_card(
    name: str = "",
    role: str = "",
    agency: str = "",
    phone: str = "",
    email: str = "",
    cover: str = "",
    vacant: bool = False,
    note: str = "",
    tag_text: str = "",
    tag_colour: str = "",
) -> dict[str, Any]:
    return {
        "tag_text": tag_text,
        "tag_colour": tag_colour,
        "name": name,
        "role": role,
        "agency": agency,
        "phone": phone,
        "email": email,
        "cover": cover,
        "vacant": vacant,
        "note": note,
    }


ALERT_KINDS = ("information", "success", "warning", "error")


@register.simple_block_tag(end_name="endalert")
def alert(content: str, title: str, kind: str = "information") -> SafeString:
    """A message that stays on the page; its content is HTML."""
    if kind not in ALERT_KINDS:
        raise ValueError(f"There is no alert of kind {kind!r}.")
    return render_to_string("components/alert.html", {"title": title, "kind": kind, "content": content})
