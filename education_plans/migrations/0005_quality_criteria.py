"""What makes a plan good, for a Virtual School that has not set its own list (A40, M4)."""

from datetime import date

from django.db import migrations

FROM = date(2020, 9, 1)
CRITERIA = [
    (
        "Their own voice",
        "The young person’s words stand in the plan, and one can see what they changed.",
    ),
    (
        "Where they stand",
        "It says what they have achieved, what they are studying and how they attend, with figures that are up to date.",
    ),
    (
        "Strengths and barriers",
        "What they are good at is named, and so is what gets in the way, with what helps against it.",
    ),
    (
        "Targets",
        "There are a few targets; each says what, who, by when and how one will know that it is reached.",
    ),
    (
        "Targets followed up",
        "What came of the last targets is written down, and what is still open is carried on.",
    ),
    (
        "Support and money",
        "Support fits the barriers and somebody is named for it; what is spent is tied to a target and to what it brought.",
    ),
    (
        "The next step",
        "What comes after this course or this year is thought about, with careers guidance and a second choice.",
    ),
    (
        "Shared and on time",
        "The right people made it together, everybody’s part is filled in, and it was made or reviewed in time.",
    ),
]


def load(apps, schema_editor):
    QualityCriterion = apps.get_model("education_plans", "QualityCriterion")
    for position, (title, green_when) in enumerate(CRITERIA, start=1):
        QualityCriterion.objects.get_or_create(
            virtual_school=None,
            title=title,
            defaults={"green_when": green_when, "position": position, "starts_on": FROM},
        )


class Migration(migrations.Migration):
    dependencies = [("education_plans", "0004_skills_passport")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
