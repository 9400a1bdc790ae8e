"""The house stands as designed: floors, file names, sizes. Import directions are import-linter's work (`make check`)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

FLOORS = [
    "accounts",
    "notifications",
    "deadlines",
    "agreements",
    "learners",
    "tracking",
    "education_plans",
    "oversight",
]

#: Relations that may point upwards, each with its reason.
UPWARD = {
    ("deadlines.Deadline", "learner"): "without the young person a deadline cannot be permission-checked",
    ("deadlines.Deadline", "agreement"): "without the agreement it cannot be counted for adherence",
}

#: Names that say nothing of what is inside.
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py", "utils", "helpers", "common"}

#: A file is split by concept before it passes this.
LONGEST = 400

ROOT = Path(settings.BASE_DIR)


def python_files() -> list[Path]:
    return [
        path
        for folder in [*FLOORS, "config", "tests"]
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_model_relations_point_downwards_only():
    upward = {}
    for app in FLOORS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                target = field.related_model if field.concrete and field.is_relation else None
                if target is None or target._meta.app_label not in FLOORS:
                    continue
                if FLOORS.index(target._meta.app_label) > FLOORS.index(app) and "Historical" not in model.__name__:
                    upward[(model._meta.label, field.name)] = target._meta.label
    assert set(upward) == set(UPWARD)


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_file_has_a_telling_name_and_a_readable_length(path: Path):
    assert FORBIDDEN_NAMES.isdisjoint(path.relative_to(ROOT).parts)
    assert len(path.read_text().splitlines()) <= LONGEST, "split it by concept into a folder of the same name"


def calls_to(tree: ast.AST, names: set[str]) -> list[str]:
    return [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names
    ]


def test_only_the_edge_reads_the_clock():
    """Rules, selectors and services take `now` as an argument."""
    clocks = {"timezone.now", "datetime.now", "date.today", "datetime.utcnow", "time.time", "database_now", "now"}
    inner = ("rules", "models", "querysets", "selectors", "services", "calendar", "adherence", "terms", "duties")
    offenders = {}
    for path in python_files():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in FLOORS and parts[1] in inner:
            found = calls_to(ast.parse(path.read_text()), clocks)
            if found:
                offenders[str(path.relative_to(ROOT))] = found
    assert offenders == {}


def test_text_of_several_lines_is_counted_as_browsers_count_it():
    """A bare text area refuses what its own counter lets pass: `accounts.form_text.LinesField` is used instead."""
    bare = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in FLOORS
        and any(
            isinstance(node, ast.keyword) and node.arg == "widget" and "Textarea" in ast.unparse(node.value)
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]
    assert bare == ["accounts/form_text.py"]


def test_what_a_browser_shows_is_waited_for():
    """A click ends when the next page begins to come, so what is asserted with `assert` may not be there yet.

    `expect(...)` waits for it. What is read at once all the same (`.all()` in a loop) comes after
    `page.wait_for_load_state()`.
    """
    at_once = re.compile(
        r"^ *assert .*((get_by_\w+|locator)\(.*\.(count|is_\w+|input_value|all|all_\w+)\(|\bpage\.title\()", re.M
    )
    hasty = {
        str(path.relative_to(ROOT)): found.group().strip()
        for path in python_files()
        if path.is_relative_to(ROOT / "tests") and (found := at_once.search(path.read_text()))
    }
    assert hasty == {}


def test_only_access_calls_guardian():
    importers = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in FLOORS
        and any(
            line.lstrip().startswith(("from guardian", "import guardian")) for line in path.read_text().splitlines()
        )
    ]
    allowed = [path for path in importers if path.startswith("accounts/access") or path == "learners/models/learner.py"]
    assert importers == allowed, "guardian belongs to accounts.access; learners.models only declares the grant tables"


def test_no_signals_carry_domain_flow():
    offenders = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in FLOORS and "@receiver" in path.read_text()
    ]
    assert offenders == []


def test_records_that_people_edit_keep_their_history():
    without = {
        model._meta.label
        for app in FLOORS
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "history") and not model.__name__.startswith("Historical")
    }
    assert without == {
        "accounts.LocalAuthority",  # reference data, changed by migrations
        "accounts.RoleGroup",  # projection
        "accounts.Look",  # append-only
        "learners.LearnerUserObjectPermission",  # projection
        "learners.LearnerGroupObjectPermission",  # projection
        "notifications.Message",  # its own states and deliveries
        "notifications.Delivery",  # append-only
        "notifications.Preference",  # a person's own choice
        "notifications.Silence",  # append-only
        "deadlines.Deadline",  # its own events
        "deadlines.DeadlineStep",  # its own states
        "deadlines.DeadlineEvent",  # append-only
        "deadlines.SweepFault",  # operations
        "deadlines.SweepRun",  # operations
        "learners.KeyWorkerNotice",  # points to its message
        "learners.DelegatedLearner",  # written once with its delegation
        "learners.HandOverStep",  # append-only
        "learners.Attachment",  # written once
        "learners.Consent",  # append-only
        "learners.Disclosure",  # append-only
        "learners.CallBack",  # append-only
        "learners.Release",  # append-only
        "agreements.Confirmation",  # append-only
        "agreements.AgreementText",  # append-only
        "agreements.Signature",  # append-only
        "agreements.ChallengeEntry",  # append-only
        "agreements.Document",  # written once
        "agreements.LibraryVersion",  # append-only
        "education_plans.SkillItem",  # reference data, changed by migrations
        "education_plans.AccommodationFactor",  # written once with its check
        "education_plans.SectionDraft",  # nobody's word yet: its history is that of the section
        "education_plans.QualityMark",  # written once with its check
        "education_plans.CompletionSnapshot",  # append-only
        "education_plans.PlanVersion",  # append-only
        "tracking.ImportFile",  # written by the worker that reads it
        "tracking.RollLine",  # its decisions
        "tracking.RollCandidate",  # written once with its line
        "tracking.RollDecision",  # append-only
        "tracking.ActivityCode",  # reference data, changed by migrations
        "oversight.RiskJudgement",  # append-only
        "oversight.AuditSample",  # append-only
        "oversight.StrategyEntry",  # append-only
        "oversight.StrategyRating",  # append-only
        "oversight.StrategyEvidence",  # written once
        "oversight.BudgetLine",  # append-only
        "oversight.StrategyVersion",  # append-only
        "oversight.UpdateAnswer",  # append-only
        "oversight.MeasureSnapshot",  # append-only
        "oversight.BulletinCopy",  # written once with its bulletin
        "oversight.ExportJob",  # written by the worker that makes it
        "oversight.DriftCheck",  # written by the worker that does it
        "oversight.Alarm",  # operations
        "tracking.NoticeSlot",  # written by services only
        "tracking.PhoneCall",  # append-only
    }


#: Django itself looks for these (handlers of errors, refusal of a form without its token).
BY_CONVENTION = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"}


def templates_named(tree: ast.AST) -> list[str]:
    """Patterns of every template that this Python names, in full or with parts left open by an f-string."""
    patterns = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[^/]+" for part in node.values]
            patterns.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            patterns.append(re.escape(node.value))
    return [pattern for pattern in patterns if pattern.endswith((r"\.html", r"\.txt", r"\.typ"))]


def test_every_template_is_used():
    """A template that neither our code nor another template names is dead. A test alone keeps nothing alive."""
    folder = ROOT / "templates"
    named = {
        pattern
        for path in python_files()
        if path.relative_to(ROOT).parts[0] != "tests"
        for pattern in templates_named(ast.parse(path.read_text()))
    }
    texts = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}
    unused = [
        name
        for name in sorted(texts.keys() - BY_CONVENTION)
        if not any(re.fullmatch(pattern, name) for pattern in named)
        and not any(f'"{name}"' in text for other, text in texts.items() if other != name)
    ]
    assert unused == []
