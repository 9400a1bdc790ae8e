"""Views that an agency keeps."""

import pytest

from learners.services import restrict
from oversight.enums import Listing
from oversight.models import SavedView
from oversight.services.saved_views import NameTaken, NotYourAgency, delete_view, save_view
from tests.crawling import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(world, real_now):
    def make(**changes):
        asked = {"agency": world.virtual_school, "page": Listing.YOUNG_PEOPLE, "name": "Out of area",
                 "filters": "area=out", "by": world.officer.user, "now": real_now}  # fmt: skip
        return save_view(**asked | changes)

    return make


def test_colleagues_find_it_and_nobody_else(world, keep, client_of):
    view = keep()
    for person in (world.officer, world.head):
        page = client_of(person.user).get("/lists/young_people/")
        assert (
            '<a class="govuk-link govuk-link--no-visited-state" href="/lists/young_people/?area=out">Out of area</a>'
            in (page.content.decode())
        )
        assert "Out of area" in text_of(client_of(person.user).get("/saved-views/"))
    for stranger in (world.team_manager, world.designated_person, world.host_key_contact):
        client = client_of(stranger.user)
        assert "Out of area" not in text_of(client.get("/saved-views/"))
        assert client.get(f"/saved-views/{view.uuid}/delete/").status_code == 404


def test_it_is_kept_from_the_page_with_what_is_chosen_there(world, client_of):
    client = client_of(world.social_worker.user)
    page = client.get("/lists/young_people/?show=overdue&page=3").content.decode()
    assert 'href="/lists/young_people/keep/?show=overdue"' in page
    answer = client.post("/lists/young_people/keep/?show=overdue&page=3", {"name": "Late"})
    assert answer["Location"] == "/lists/young_people/?show=overdue"
    view = SavedView.objects.get()
    assert (view.agency, view.filters, view.saved_by) == (world.social_care, "show=overdue", world.social_worker.user)
    assert view.history.get().history_user == world.social_worker.user


def test_figures_are_kept_too(world, client_of):
    client = client_of(world.head.user)
    client.post("/lists/figures/keep/?area=out", {"name": "Out"})
    assert "Out" in text_of(client.get("/figures/"))
    view = SavedView.objects.get()
    assert client.get(f"/saved-views/{view.uuid}/every-month/").status_code == 404


def test_a_name_that_was_searched_for_is_not_kept(world, keep, real_now):
    """Whom somebody looked for may be somebody of whom a colleague may not know."""
    learner = world.learner(family_name="Secret")
    view = keep(filters="q=Secret&area=out")
    restrict(learner=learner, reason="At risk", people=[], by=world.head.user, now=real_now)
    assert view.filters == "area=out"


def test_whoever_opens_it_sees_only_what_they_may_see(world, keep, client_of):
    view = keep(agency=world.social_care, by=world.team_manager.user, filters="")
    world.learner(family_name="Mine")
    world.learner(family_name="Anothers", key_worker=world.personal_adviser)
    page = client_of(world.social_worker.user).get("/lists/young_people/")
    assert view in [kept for kept, _ in page.context["views"]]
    assert [row["learner"].family_name for row in page.context["rows"]] == ["Mine"]


def test_a_name_is_taken_once_in_an_agency(world, keep):
    keep()
    with pytest.raises(NameTaken):
        keep(name="out of AREA")
    assert keep(page=Listing.NEET, filters="")
    assert keep(agency=world.social_care, by=world.team_manager.user)
    with pytest.raises(NotYourAgency):
        keep(agency=world.social_care, name="Another")


def test_a_taken_name_is_said_beside_the_field_and_stays_typed(world, keep, client_of):
    keep()
    answer = client_of(world.officer.user).post("/lists/young_people/keep/?area=out", {"name": "Out of area"})
    assert answer.status_code == 200
    assert "Choose another name" in text_of(answer)
    assert 'value="Out of area"' in answer.content.decode()


def test_it_is_deleted_by_whoever_saved_it_and_who_downloads_lists(world, keep, client_of, real_now):
    view = keep(agency=world.social_care, by=world.social_worker.user)
    assert client_of(world.personal_adviser.user).post(f"/saved-views/{view.uuid}/delete/").status_code == 403
    assert client_of(world.team_manager.user).post(f"/saved-views/{view.uuid}/delete/").status_code == 302
    assert not SavedView.objects.exists()
    assert SavedView.history.filter(history_type="-").get().history_user == world.team_manager.user
    again = keep(agency=world.social_care, by=world.social_worker.user)
    delete_view(view=again, by=world.social_worker.user, now=real_now)


def test_filters_that_make_no_sense_are_not_kept(world, client_of):
    client = client_of(world.officer.user)
    for address in ("/lists/nonsense/keep/", "/lists/young_people/keep/?area=nonsense", "/lists/figures/keep/?week=x"):
        assert client.get(address).status_code == 404, address
