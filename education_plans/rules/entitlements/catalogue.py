"""What there is to be entitled to: one row for each, with its tests, the sums paid from which day on, and the source.

Pure: no clock, no database. When a sum changes it gets one more row, with the day from which it is paid.
"""

from datetime import date
from decimal import Decimal

from education_plans.enums import EntitlementFit
from education_plans.rules.entitlements.conditions import (
    CARE_LEAVERS,
    IN_CARE,
    aged_on_31_august,
    at_least,
    becomes_care_leaver,
    care_status_is,
    in_apprenticeship,
    in_higher_education,
    lasts_weeks,
    on_a_course,
    somebody_must_ask,
    turned_18_after,
    younger_than,
)
from education_plans.rules.entitlements.judging import Circumstances, EntitlementRule, Prompt, Sum, judge
from learners.enums import CareStatus

_ALL = (
    EntitlementRule(
        code="bursary_16_19",
        title="Bursary for 16 to 19 year olds",
        says=(
            "{sum} for the year, for what taking part in the course costs: travel, meals, books, equipment. "
            "It is not automatic: the provider looks at what they need."
        ),
        to_young_person=(
            "{sum} this year for things like travel, food and books. How much depends on what you need. Ask "
            "at your college."
        ),
        asked_of=(
            "The provider, which claims it from the Department for Education. The council confirms in a "
            "letter or an e-mail that they are or were in care."
        ),
        source="Department for Education, 16 to 19 Bursary Fund guide, 2025 to 2026",
        tests=(
            care_status_is(IN_CARE, CARE_LEAVERS, ask=frozenset({CareStatus.QUALIFYING})),
            aged_on_31_august(16, 18),
            on_a_course,
            lasts_weeks(30),
        ),
        sums=(Sum(date(2024, 9, 1), Decimal(1200)),),
        up_to=True,
        through_provider=True,
    ),
    EntitlementRule(
        code="apprenticeship_bursary",
        title="Apprenticeship bursary",
        says=(
            "{sum}, paid in parts during the first year, once in a life. It does not count as income for "
            "Universal Credit."
        ),
        to_young_person=("{sum} on top of your wage when you begin an apprenticeship. Ask your training provider."),
        asked_of="The training provider. The council confirms that they are or were in care.",
        source="Department for Education, apprenticeship funding rules, care leavers’ bursary",
        tests=(
            care_status_is(IN_CARE, CARE_LEAVERS, ask=frozenset({CareStatus.QUALIFYING})),
            in_apprenticeship,
            younger_than(25, at_start=True),
        ),
        sums=(Sum(date(2018, 8, 1), Decimal(1000)), Sum(date(2023, 8, 1), Decimal(3000))),
        once=True,
        through_provider=True,
        by_start=True,
        note="The employer does not have to know that they were in care. Ask the young person who may be told.",
    ),
    EntitlementRule(
        code="he_bursary",
        title="Bursary for higher education",
        says="{sum}, paid once by the council, when they show that they have a place.",
        to_young_person=(
            "{sum} from your council, once, when you go to university or a college course at that level. Ask "
            "your personal adviser."
        ),
        asked_of="The council’s leaving care team.",
        source="Children Act 1989 s. 23C(5A); DfE policy paper on support for care leavers",
        tests=(care_status_is(frozenset({CareStatus.ELIGIBLE}), CARE_LEAVERS), in_higher_education),
        sums=(Sum(date(2009, 9, 1), Decimal(2000)),),
        once=True,
    ),
    EntitlementRule(
        code="pupil_premium_plus_16",
        title="Pupil Premium Plus after 16",
        says=(
            "The Virtual School may pay for what helps them come, stay and do well. There is no fixed sum for"
            " each person: ask for it with a target."
        ),
        to_young_person=(
            "Your Virtual School may pay for something that helps you on your course. Say what would help you."
        ),
        asked_of="The Virtual School, with a target of this plan.",
        source="Department for Education, Pupil Premium Plus post-16 grant, 2025 to 2026",
        tests=(
            care_status_is(IN_CARE, CARE_LEAVERS),
            aged_on_31_august(16, 18),
            on_a_course,
            somebody_must_ask("Whether the Virtual School has money left is not known here"),
        ),
        through_provider=True,
    ),
    EntitlementRule(
        code="pupil_premium_plus_school",
        title="Pupil Premium Plus at school",
        says="{sum} for each year, managed by the Virtual School, for a child in care up to the end of Year 11.",
        to_young_person="Your Virtual School has money to help you at school. Say what would help you.",
        asked_of="The Virtual School.",
        source="Department for Education, Pupil Premium conditions of grant, 2025 to 2026",
        tests=(care_status_is(IN_CARE), aged_on_31_august(4, 15)),
        sums=(Sum(date(2025, 4, 1), Decimal(2630)), Sum(date(2026, 4, 1), None)),
    ),
    EntitlementRule(
        code="setting_up_home",
        title="Setting up home",
        says="{sum} for what a first home needs. The council decides how much.",
        to_young_person=("{sum} for things you need in your first home. Ask your personal adviser before you move."),
        asked_of="The council’s leaving care team.",
        source="DfE policy paper on support for care leavers (setting up home allowance from 1 April 2023)",
        tests=(becomes_care_leaver, turned_18_after(date(2023, 4, 1))),
        sums=(Sum(date(2023, 4, 1), Decimal(3000)),),
        up_to=True,
        once=True,
    ),
    EntitlementRule(
        code="staying_put",
        title="Staying Put",
        says=(
            "Living on with foster carers after 18, until 21, if they and the carers want it. It belongs into"
            " the pathway plan."
        ),
        to_young_person="You can stay with your foster carers until you are 21, if you and they want to.",
        asked_of="The social worker or personal adviser, well before the 18th birthday.",
        source="Children Act 1989 s. 23CZA",
        tests=(
            care_status_is(frozenset({CareStatus.ELIGIBLE, CareStatus.FORMER_RELEVANT})),
            younger_than(21),
            somebody_must_ask("Whether they live with foster carers is not recorded here"),
        ),
    ),
    EntitlementRule(
        code="personal_adviser",
        title="A personal adviser until 25",
        says="The council’s adviser keeps in touch until 21, and until 25 if they ask.",
        to_young_person="One person at your council helps you until you are 21, and until 25 if you ask.",
        asked_of="The council’s leaving care team.",
        source="Children and Social Work Act 2017 s. 3",
        tests=(
            care_status_is(frozenset({CareStatus.ELIGIBLE}), CARE_LEAVERS),
            younger_than(25),
        ),
        once=True,
    ),
    EntitlementRule(
        code="junior_isa",
        title="Savings from time in care",
        says="Many who were in care have a Junior ISA in their name. It is theirs at 18.",
        to_young_person=(
            "You may have savings in your name. They are yours when you are 18. Ask somebody to find out."
        ),
        asked_of="The social worker or personal adviser.",
        source="DfE policy paper on support for care leavers",
        tests=(
            care_status_is(IN_CARE, CARE_LEAVERS, ask=frozenset({CareStatus.QUALIFYING})),
            somebody_must_ask("Whether there is an account is not recorded here"),
        ),
        once=True,
    ),
    EntitlementRule(
        code="local_offer",
        title="What their own council adds",
        says=(
            "Council tax, a guarantor for rent, travel, driving lessons: it differs from council to council "
            "and stands in its local offer."
        ),
        to_young_person=("Your council may help with council tax, rent, travel or driving lessons. Look at its list."),
        asked_of="The council’s leaving care team.",
        source="Children and Social Work Act 2017 s. 2",
        tests=(
            care_status_is(frozenset({CareStatus.ELIGIBLE}), CARE_LEAVERS, ask=frozenset({CareStatus.QUALIFYING})),
            somebody_must_ask("What their council offers stands in its guide"),
        ),
    ),
    EntitlementRule(
        code="covenant",
        title="Jobs and offers for care leavers",
        says=(
            "Work experience, jobs and discounts through the Care Leaver Covenant, and paid internships of "
            "the Civil Service."
        ),
        to_young_person=("Some companies and the government have jobs and offers for care leavers. Ask to see them."),
        asked_of="Whoever advises them on careers.",
        source="DfE policy paper on support for care leavers",
        tests=(
            care_status_is(frozenset({CareStatus.ELIGIBLE}), CARE_LEAVERS, ask=frozenset({CareStatus.QUALIFYING})),
            at_least(16),
        ),
    ),
)

#: Every rule by its code. A code stays when a rule goes: claims of earlier years name it.
ENTITLEMENTS: dict[str, EntitlementRule] = {rule.code: rule for rule in _ALL}


def prompts(known: Circumstances) -> list[Prompt]:
    """Every rule as it fits, the likeliest first; those that do not fit are last, with the reason."""
    order = list(EntitlementFit)
    return sorted((judge(rule, known) for rule in ENTITLEMENTS.values()), key=lambda each: order.index(each.fit))
