"""What young people can claim everywhere in England. Written out, so that this stays what it was when amounts change:
a later migration ends an entry and adds the next.
"""

from datetime import date

from django.db import migrations

FROM = date(2025, 9, 1)

# Title, what it is, who can have it, how to get it.
ENTRIES = [
    (
        "Bursary for 16 to 19 year olds",
        "Up to £1,200 in a school year for what your course costs you: travel, meals, books, equipment, clothes. How much you get depends on what you need.",
        "You are in care or have left care, you were 16, 17 or 18 on 31 August before the year began, and your course lasts at least 30 weeks.",
        "Ask the student support team at your college or training provider, best in the first weeks. Your council writes a letter or an e-mail that says you are or were in care.",
    ),
    (
        "Apprenticeship bursary",
        "£3,000 on top of your wage if you begin an apprenticeship. It is paid in parts during the first year, once in your life, and does not count as income for Universal Credit.",
        "You are or were in care and are under 25 when you begin.",
        "Tell your training provider when you begin. Your council confirms that you are or were in care. Your employer does not have to know: you decide who is told.",
    ),
    (
        "Bursary for higher education",
        "£2,000, paid once by your council, if you go to university or take another higher education course.",
        "You were in care and your council still owes you support as a care leaver.",
        "Ask your personal adviser. You show that you have a place.",
    ),
    (
        "Setting up home",
        "Up to £3,000 for things you need in your first home, such as a bed, a cooker or curtains.",
        "You are a care leaver and turned 18 after 1 April 2023.",
        "Ask your personal adviser before you move. You plan together what to buy.",
    ),
    (
        "A personal adviser until you are 25",
        "One person at your council who helps you with learning, work, money, health and a home. They keep in touch until you are 21, and until you are 25 if you ask.",
        "You were in care for long enough to count as a care leaver. Your council tells you whether you do.",
        "You meet them before you are 18. If you stopped seeing yours, ring your council’s leaving care team and ask for one again.",
    ),
    (
        "Staying with your foster carers",
        "You can go on living with your foster carers after you turn 18, until you are 21, if you and they want to.",
        "You live with foster carers when you turn 18.",
        "Tell your social worker or personal adviser as early as you can. It goes into your pathway plan.",
    ),
    (
        "Help to stay on your course",
        "Your Virtual School may have money to help you come to college, stay there and do well: for example a tutor, equipment or a trip.",
        "You are in care or have left care and learn at a college or with a training provider. What there is differs from council to council.",
        "Ask your key worker, or say it when you look at your education plan.",
    ),
    (
        "Savings from your time in care",
        "Many people who were in care have a savings account in their name, a Junior ISA. The money is yours at 18.",
        "You were in care as a child for some time.",
        "Ask your personal adviser to find out whether you have one and how to open it.",
    ),
    (
        "Jobs and offers for care leavers",
        "Companies, charities and government offer work experience, jobs and discounts to care leavers through the Care Leaver Covenant. The Civil Service has paid internships of its own.",
        "You are a care leaver. Each offer says for whom it is.",
        "Look for the Care Leaver Covenant with your personal adviser or the careers adviser at your college.",
    ),
    (
        "What your own council adds",
        "Many councils pay or lower council tax, stand in for you when you rent, or help with travel and driving lessons. It is called the local offer.",
        "It differs from council to council.",
        "Choose your council on this page, or ask your personal adviser for the local offer.",
    ),
]  # fmt: skip


def load(apps, schema_editor):
    Entitlement = apps.get_model("agreements", "Entitlement")
    for position, (title, what, who_for, how) in enumerate(ENTRIES, 1):
        Entitlement.objects.get_or_create(
            virtual_school=None,
            title=title,
            starts_on=FROM,
            defaults={"position": position, "what": what, "who_for": who_for, "how": how},
        )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0007_default_wording")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
