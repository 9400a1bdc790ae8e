"""Courses and earlier names of what was recorded before are found like those recorded from now on."""

from typing import Any

from django.db import migrations

from accounts.names import trigrams

BATCH = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    enrolment_model = apps.get_model("learners", "Enrolment")
    batch = []
    for enrolment in enrolment_model.objects.filter(trigrams=[]).only("pk", "course").iterator(BATCH):
        enrolment.trigrams = trigrams(enrolment.course)
        batch.append(enrolment)
        if len(batch) == BATCH:
            enrolment_model.objects.bulk_update(batch, ["trigrams"])
            batch = []
    enrolment_model.objects.bulk_update(batch, ["trigrams"])
    _fill_earlier_names(apps)


def _fill_earlier_names(apps: Any) -> None:
    learner_model = apps.get_model("learners", "Learner")
    names = ("given_name", "preferred_name", "family_name")
    before: dict[int, set[tuple[str, ...]]] = {}
    for pk, *parts in apps.get_model("learners", "HistoricalLearner").objects.values_list("id", *names).distinct():
        before.setdefault(pk, set()).add(tuple(parts))
    renamed = [pk for pk, found in before.items() if len(found) > 1]
    for start in range(0, len(renamed), BATCH):
        learners = list(learner_model.objects.filter(pk__in=renamed[start : start + BATCH]))
        for learner in learners:
            present = tuple(getattr(learner, name) for name in names)
            words = " ".join(" ".join(found) for found in sorted(before[learner.pk] - {present}))
            learner.earlier_trigrams = trigrams(words)
        learner_model.objects.bulk_update(learners, ["earlier_trigrams"])


class Migration(migrations.Migration):
    dependencies = [("learners", "0006_tracking")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
