"""What the forms about places refuse before anything is written."""

import pytest

from learners.forms.enrolments import EnrolForm, TransferForm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form_class", [EnrolForm, TransferForm])
def test_a_mentor_works_at_the_chosen_provider(world, real_now, form_class):
    data = {"provider": world.other_college.pk, "mentor": world.mentor.pk}
    form = form_class(data, user=world.key_contact.user, now=real_now)
    assert form.errors["mentor"] == [f"Choose a mentor who works at {world.other_college}"]
    form = form_class(data | {"provider": world.college.pk}, user=world.key_contact.user, now=real_now)
    assert not {"provider", "mentor"} & set(form.errors)
