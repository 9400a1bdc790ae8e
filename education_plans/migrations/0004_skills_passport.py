"""What the skills passport asks (W6): things to be able to do before living on one’s own, in six areas."""

from datetime import date

from django.db import migrations

FROM = date(2020, 9, 1)
ITEMS = {
    "Looking after myself": [
        "cook five meals that I like",
        "shop for a week and use what I bought",
        "wash, dry and look after my clothes",
        "sleep enough and get up in time for my day",
        "ask for help when things get too much",
    ],
    "Health": [
        "book and keep an appointment with a doctor, dentist or optician",
        "say what medicine I take and how to get more of it",
        "find out where to go when I am ill: pharmacy, doctor, 111 or 999",
        "do something that is good for my mind when I feel low",
        "find advice about sex, alcohol and drugs that I can trust",
    ],
    "Money": [
        "plan what I have for a week and for a month",
        "use a bank account and keep it safe",
        "read a bill and pay it on time",
        "read a payslip and say what is taken off",
        "say which money I can apply for, and where",
        "tell when an offer or a loan is a bad one",
    ],
    "My home": [
        "keep a room and a kitchen clean",
        "say what is in my tenancy: what I must do and what the landlord must do",
        "report a repair and follow it up",
        "turn off water, gas and electricity, and call for help",
        "keep my home safe: keys, smoke alarm, who I let in",
    ],
    "Work and learning": [
        "write a CV and tell somebody what I am good at",
        "apply for a course or a job and go to an interview",
        "travel by myself to places I have not been before",
        "be on time, and say so when I cannot come",
        "find out what I can do next and who can advise me",
    ],
    "People and rights": [
        "name the people I can count on, and reach them",
        "stay safe online and with people I meet",
        "end something that is not good for me",
        "prove who I am: birth certificate, passport or other papers",
        "say what I am entitled to as a care leaver, and complain when I do not get it",
    ],
}


def load(apps, schema_editor):
    SkillItem = apps.get_model("education_plans", "SkillItem")
    position = 0
    for area, items in ITEMS.items():
        for what in items:
            position += 1
            SkillItem.objects.get_or_create(area=area, what=what, defaults={"position": position, "starts_on": FROM})


class Migration(migrations.Migration):
    dependencies = [("education_plans", "0003_evidence")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
