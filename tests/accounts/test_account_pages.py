import pytest
from django.urls import reverse

from accounts.enums import RoleCode
from tests.factories import MembershipFactory, UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
PUBLIC = [
    "sign-in",
    "password-reset",
    "password-reset-asked",
    "password-chosen",
    "help",
    "accessibility",
    "privacy",
    "cookies",
]
PRIVATE = ["profile", "change-details", "change-password", "roles"]


@pytest.mark.parametrize("name", PUBLIC)
def test_everybody_may_read(client, name):
    answer = client.get(reverse(f"accounts:{name}"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert 'id="main-content"' in page


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy", "cookies"])
def test_public_pages_are_linked_from_every_page(client, name):
    assert f'href="/{name}/"' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("name", PRIVATE)
def test_nobody_reads_an_account(client, name):
    address = reverse(f"accounts:{name}")
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("name", PRIVATE)
def test_pages_of_ones_own_account(client_of, world, name):
    page = client_of(world.officer.user).get(reverse(f"accounts:{name}")).content.decode()
    assert page.count("<h1") == 1


def test_the_cookies_page_names_what_is_really_set(client, settings):
    page = client.get("/cookies/").content.decode()
    assert settings.SESSION_COOKIE_NAME in page
    assert settings.CSRF_COOKIE_NAME in page
    assert "30 minutes" in page
    assert "52 weeks" in page


def test_the_account_says_who_i_am_and_what_each_hat_is_for(client_of):
    user = UserFactory(name="Ada Okafor", email="ada@example.org", phone="")
    mentor = MembershipFactory(user=user, role=RoleCode.MENTOR, job_title="Tutor")
    MembershipFactory(user=user, agency=mentor.agency, role=RoleCode.CARER)
    page = client_of(user).get("/account/").content.decode()
    assert "Ada Okafor" in page
    assert "ada@example.org" in page
    assert "Not recorded" in page
    assert f"Mentor, {mentor.agency.name}" in page
    assert "Supports the learners they mentor" in page
    assert "You see only the young people you work with yourself." in page
    assert "<li>log incidents</li>" in page
    assert "Job title: Tutor" in page
    assert "A foster carer who acts as key worker" in page


def test_an_account_without_a_role_says_so(client_of):
    assert "You have no role at the moment" in client_of(UserFactory()).get("/account/").content.decode()


def test_the_account_costs_the_same_with_many_hats(client_of, django_assert_max_num_queries):
    user = UserFactory()
    for role in (RoleCode.MENTOR, RoleCode.VIEWER, RoleCode.SIGNATORY, RoleCode.CARER):
        MembershipFactory(user=user, role=role)
    client = client_of(user)
    with django_assert_max_num_queries(8):
        client.get("/account/")


def test_the_matrix_shows_every_role(client_of):
    page = client_of(UserFactory()).get("/account/roles/").content.decode()
    assert all(str(role.label) in page for role in RoleCode)
    assert "call and record professionals’ meetings" in page


def test_the_header_names_the_hat(client_of, world):
    page = client_of(world.officer.user).get("/account/").content.decode()
    assert "Home Virtual School" in page
    assert "Virtual School officer" in page


def test_details_are_changed_and_signed(client_of):
    user = UserFactory(name="Ada")
    client = client_of(user)
    answer = client.post("/account/details/", {"name": "Ada Okafor", "phone": "+44 1632 960001"})
    assert answer["Location"] == "/account/"
    user.refresh_from_db()
    assert (user.name, user.phone) == ("Ada Okafor", "+44 1632 960001")
    assert user.history.latest("history_id").history_user == user
    assert "Your details are changed." in client.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "", "phone": "01632 960001"}, "Enter full name"),
        ({"name": " . ", "phone": "call me"}, "Enter a phone number, like"),
    ],
)
def test_wrong_details_are_kept_and_named(client_of, data, message):
    answer = client_of(UserFactory(name="Before")).post("/account/details/", data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert message in page
    assert data["phone"] in page
    assert "Error: " in page


def test_changing_the_password_signs_out_everywhere_else(client_of):
    user = UserFactory()
    here, elsewhere = client_of(user), client_of(user)
    new = "seven quiet umbrellas"
    refused = here.post("/account/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert "The present password is not right." in refused.content.decode()
    answer = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
