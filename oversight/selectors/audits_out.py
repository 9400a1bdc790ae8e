"""The numbers of an audit as they may leave the agency: small ones hidden, and whatever they could be worked out from (ADR 16)."""

from datetime import datetime

from accounts.clock import london
from oversight.models import Audit
from oversight.rules.suppression import SMALL, hide_of_one_crowd
from oversight.selectors.audits import counted
from oversight.selectors.figures_out import HIDDEN, Sheet


def sheets(audit: Audit, now: datetime) -> list[Sheet]:
    """What it is about, and one sheet with the answers to each question. All questions are about the same young people: where
    their number would tell something hidden of one question, it is told of none.
    """
    found = [one for one in counted(audit) if one.values]
    outs = hide_of_one_crowd([[one.number(value) for value in one.values] for one in found])
    rows: list[list[object]] = [["Question", "Answer", "Young people"]]
    for one, out in zip(found, outs, strict=True):
        rows += [
            [one.question.text, value.label, HIDDEN if part is None else part]
            for value, part in zip(one.values, out.parts, strict=True)
        ]
    about: list[list[object]] = [
        ["Audit", audit.title],
        ["Whose", audit.agency.name],
        ["Purpose", audit.purpose],
        ["Time it looks at", f"{audit.starts_on} to {audit.ends_on}"],
        ["Made", f"{london(now):%Y-%m-%d %H:%M}"],
        ["Hidden", f"{HIDDEN}: from 1 to {SMALL}, or such a number could be worked out from it"],
    ]
    return [("About", about), ("Answers", rows)]
