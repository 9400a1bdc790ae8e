"""The national codes of what young people do and where care leavers live, as dated data.

Two published lists of current activity agree except for 550 (unpaid work with study), which one of them counts as
employment; here it counts as neither education, employment nor training. Superseded codes are left out: a code that is no
longer used needs its last day, which is not published.
"""

from datetime import date

from django.db import migrations

FROM = date(2020, 9, 1)
NCCIS_SOURCE = "NCCIS current activity codes, as two local authorities publish them"
OC3_SOURCE = "SSDA903 collection, OC3: care leavers"

#: code, name, group, counts as participating
NCCIS = [
    ("110", "On roll of a school", "compulsory", True),
    ("120", "Educated at home", "compulsory", True),
    ("130", "In custody, at school age", "compulsory", False),
    ("140", "Not on roll of a school", "compulsory", False),
    ("150", "At school age, not known", "compulsory", False),
    ("210", "School sixth form", "education", True),
    ("220", "Sixth-form college", "education", True),
    ("230", "Further education college", "education", True),
    ("240", "Higher education", "education", True),
    ("250", "Part-time education", "education", True),
    ("260", "Gap year", "education", False),
    ("270", "Other full-time education", "education", True),
    ("280", "Special post-16 institution", "education", True),
    ("290", "Education in juvenile custody", "education", True),
    ("310", "Apprenticeship", "employment", True),
    ("320", "Full-time work with regulated study", "employment", True),
    ("330", "Work without training", "employment", False),
    ("340", "Work with other training", "employment", False),
    ("350", "Temporary work", "employment", False),
    ("360", "Part-time work", "employment", False),
    ("380", "Self-employed", "employment", False),
    ("381", "Self-employed with study", "employment", True),
    ("410", "Funded work-based training", "training", True),
    ("430", "Other training", "training", True),
    ("440", "Training with support of the jobcentre", "training", True),
    ("450", "Traineeship", "training", True),
    ("460", "Supported internship", "training", True),
    ("530", "Re-engagement provision", "training", False),
    ("540", "Unpaid work", "neet", False),
    ("550", "Unpaid work with study", "neet", False),
    ("610", "Not yet ready for work or learning", "neet", False),
    ("615", "Start agreed, other", "neet", False),
    ("616", "Start agreed that meets the duty to participate", "neet", False),
    ("619", "Seeking work or learning", "neet", False),
    ("620", "Young carer", "neet_unable", False),
    ("630", "Teenage parent", "neet_unable", False),
    ("640", "Illness", "neet_unable", False),
    ("650", "Pregnancy", "neet_unable", False),
    ("660", "Religious grounds", "neet_unable", False),
    ("670", "Unlikely ever to be active", "neet_unable", False),
    ("680", "Not available for another reason", "neet_unable", False),
    ("710", "Adult custody", "custody", False),
    ("810", "Not known", "not_known", False),
    ("820", "Cannot be contacted", "not_known", False),
    ("830", "Refused to say", "not_known", False),
]

CARE_LEAVERS = [
    ("F1", "Higher education, full time", "education"),
    ("P1", "Higher education, part time", "education"),
    ("F2", "Other education, full time", "education"),
    ("P2", "Other education, part time", "education"),
    ("F4", "Apprenticeship, full time", "employment"),
    ("P4", "Apprenticeship, part time", "employment"),
    ("F5", "Training or employment, full time", "employment"),
    ("P5", "Training or employment, part time", "employment"),
    ("G4", "Neither, because of illness or disability", "neet_unable"),
    ("G5", "Neither, for other reasons", "neet"),
    ("G6", "Neither, because of pregnancy or parenting", "neet_unable"),
    ("0", "No information", "not_known"),
]

#: letter, name; 1 suitable and 2 unsuitable follow, but for two that are never suitable
HOMES = [
    ("B", "With parents or relatives"),
    ("C", "Residential care or NHS"),
    ("D", "Semi-independent, transitional"),
    ("E", "Supported lodgings"),
    ("G", "Abroad"),
    ("H", "Deported"),
    ("K", "Ordinary lodgings"),
    ("R", "Not known"),
    ("S", "No fixed abode"),
    ("T", "Foyer"),
    ("U", "Independent living"),
    ("V", "Emergency accommodation"),
    ("W", "Bed and breakfast"),
    ("X", "In custody"),
    ("Y", "Other"),
    ("Z", "With former foster carers"),
]
NEVER_SUITABLE = ("S", "X")


def load(apps, schema_editor):
    ActivityCode = apps.get_model("tracking", "ActivityCode")
    rows = [
        ActivityCode(
            code_list="nccis", code=code, name=name, group=group, counts_as_participating=counts, source=NCCIS_SOURCE
        )
        for code, name, group, counts in NCCIS
    ]
    rows += [
        ActivityCode(code_list="oc3_activity", code=code, name=name, group=group, source=OC3_SOURCE)
        for code, name, group in CARE_LEAVERS
    ]
    for letter, name in HOMES:
        if letter not in NEVER_SUITABLE:
            rows.append(
                ActivityCode(code_list="oc3_home", code=f"{letter}1", name=f"{name}, suitable", source=OC3_SOURCE)
            )
        rows.append(
            ActivityCode(code_list="oc3_home", code=f"{letter}2", name=f"{name}, unsuitable", source=OC3_SOURCE)
        )
    rows.append(ActivityCode(code_list="oc3_home", code="0", name="No information", source=OC3_SOURCE))
    for row in rows:
        row.from_on = FROM
    ActivityCode.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("tracking", "0004_tracking")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
