"""The wording Mainstay brings, version 1: our own text for every promise of the agreement (A1–A42). Written out, so that
it stays what it was; a change is another version.
"""

import hashlib
from datetime import UTC, datetime

from django.db import migrations

PUBLISHED = datetime(2020, 9, 1, 8, 0, tzinfo=UTC)

TEXT = """\
# Agreement to support care-experienced learners after 16

## Why we make it

People who are or were in care often begin further education, training or work with less behind them than others: a change of home, a new worker, a gap in schooling. None of that is their doing, and none of it should decide how far they get.

With this agreement a Virtual School, a provider of education or training, and the social care service that backs them promise one another what each will do, and by when, so that every care-experienced learner is known, is supported and stays the course.

## What we stand for

- We measure everything we do by one question: would I accept this for my own child? Anybody may ask it of any of us. (A2)
- Learners are safe with us and feel so. They are heard, and what they say changes something. (A2)
- What goes wrong we put right together; nobody says it is somebody else’s concern. (A2)
- We shape courses and training so that there is a good place for each of them: impartial guidance into it, the support that is theirs while they are in it, and help with the step after. (A2)
- We tell one another what is needed to support and protect a learner, and no more, within the law on data protection and with care for what was told in confidence. (A2)
- The head of the Virtual School who signs answers for these principles towards the providers that signed with it, and for its own young people wherever they learn. (A2)

## Social care

Social care of the authority supports this agreement. It will:

1. name a key worker for each young person before Year 11 ends: a social worker, a personal adviser, a foster carer, a residential worker or another suitable adult who has the authority and the will to act as the best of parents would. (A9)
2. tell the provider and the Virtual School without delay when somebody else becomes the key worker. (A10)

## The key worker

Before the learner starts, the key worker will:

1. ask the young person whether information about their safety may be shared with the provider, and write down the answer. Where somebody must be protected, information may have to be shared without it. (A11)
2. see to it that the designated person has their name and numbers, and those of the others who matter. (A12)
3. agree an education plan, as part of the Pathway Plan, with the young person and the provider. It says who the contacts are and what keeps the young person safe. The best time is May to July before the start; the last day is within the limit set out below after it. (A13)

While the learner is there, the key worker will:

1. come to the provider and review the plan at least as often as the limit below says, and sooner when something is wrong. (A14)
2. listen to what the young person thinks, act on it, and say what was done. (A15)
3. go to consultation events and parents’ evenings. (A16)
4. speak to the provider, bring in other professionals and ask for extra meetings whenever there is trouble or more help is needed, for example because the young person is about to move home. (A17)
5. respond to an emergency at once, and never later than the limit set out below. (A18)
6. arrange what the young person needs in housing, travel, money and health, so that they can learn or work. (A19)

## The provider

The provider will:

1. have a designated person, with somebody who covers: the first person to ring or write to for learners, carers, social care and careers advisers, who knows each learner as a person. (A20)
2. let its partners know when somebody else takes that post. (A21)
3. invite each learner to visit before the course begins, and meet them again once it has. (A22)
4. explain the course and everything else on offer, and make sure that each learner receives the money and other help to which they are entitled. (A23)
5. listen to what learners think, act on it, and say what was done. (A24)
6. find out who is care-experienced: by a question on the application form, and by asking again in other ways later. (A25)
7. know, on the day a learner starts, who their key worker is and who the key contact at the Virtual School is. (A26)
8. agree the education plan with the young person and the key worker, covering what keeps the young person safe; the best time is May to July before the start, the last day is within the limit set out below after it. (A27)
9. host the review of the plan at least as often as the limit below says, and sooner when something is wrong. (A28)
10. give each learner a mentor, or somebody in a like role, who is introduced to them, stands by them, speaks up for them and can meet the key worker and others about their learning. (A29)
11. track attendance, staying on, results, achievement, next steps and progress from the starting point for each learner, and share them with the learner’s own Virtual School. (A35)
12. offer careers information, advice and guidance that is impartial. (A34)
13. bring the employers it works with to support this agreement. (A33)

When anything puts a learner’s place at risk, a suspension or a fixed-term exclusion among it, the provider will:

1. tell the key worker and the Virtual School’s key contact, each by telephone and by e-mail, on the day it happens. (A30)
2. call a meeting of the professionals to look for a way for the learner to stay. (A31)
3. not exclude a learner for good, nor end their course, before both have been done. Until that meeting has been held the learner may be suspended; the time is used to look for another way forward and to see that they are safe. (A32)

## The Virtual School

The Virtual School carries the authority’s duty as a corporate parent to further the education of its children in care and care leavers, wherever they live and learn. It will:

1. have a key contact, with somebody who covers, who looks after this agreement from day to day. (A36)
2. make the agreement known to its partners: social care, the director of children’s services, elected members, other providers, commissioners. (A37)
3. support other Virtual Schools and challenge them where that is needed, for example about a learner placed here from elsewhere. (A38)
4. see that its young people have impartial careers information, advice and guidance of good quality. (A39)
5. see that each of them has a good personal education plan with a section on what follows school, kept alive after 16 in a form that suits. (A40)
6. know where its young people are in education, work or training, and follow up at once what goes wrong. (A41)
7. publish on the internet what this agreement is, who has signed it and how to reach the people named in it. (A42)

## How it is made and kept

1. The agreement is signed at a formal meeting by the head of the Virtual School and by the principal of the provider, a vice principal or somebody of like standing. (A1)
2. Before that, the Virtual School has the support of its social care service. (A3)
3. The Virtual School that signs is the one where the provider stands. Where another one signs, the two consult each other first. (A4)
4. Each side makes the agreement known among its own people. (A5)
5. Both look back on it together once a year, agree what to do better, and decide whether it goes on. (A6)
6. The Virtual School tracks and supports its own young people, and challenges whoever signed, and the services of its authority, until a problem is solved. An answer is given within the limit set out below. (A7)
7. The authority in whose care the young person is or was stays responsible for them. A local Virtual School may help, but does not take that over. (A8)
8. Where a formal contract between the two says otherwise, the contract goes first. Which clauses that concerns is noted in this agreement. (P20)
9. The limits set out with this agreement are part of it. A limit can be changed from a day to come, with a reason; what was due before keeps the day it had.
"""


def load(apps, schema_editor):
    Wording = apps.get_model("agreements", "Wording")
    if not Wording.objects.filter(virtual_school=None, number=1).exists():
        Wording.objects.create(
            virtual_school=None,
            number=1,
            text=TEXT,
            sha256=hashlib.sha256(TEXT.encode("utf-8")).hexdigest(),
            note="The wording Mainstay brings",
            created_at=PUBLISHED,
            published_at=PUBLISHED,
        )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_evidence_and_terms")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
