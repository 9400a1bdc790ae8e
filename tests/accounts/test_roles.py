import pytest

from accounts.enums import LEARNER_PERMISSIONS, AgencyKind, Permission, RoleCode, Scope
from accounts.roles import PERMISSION_WORDS, ROLES, describe_role, role_matrix, roles_reaching, roles_with


def test_every_role_has_its_row():
    assert set(ROLES) == set(RoleCode)
    assert {role.name for role in ROLES.values()} == {
        "Virtual School head",
        "Virtual School key contact",
        "Virtual School officer",
        "Social care team manager",
        "Social worker",
        "Personal adviser",
        "Carer",
        "Residential worker",
        "Provider signatory",
        "Designated person",
        "Mentor",
        "Panel partner",
        "Agency administrator",
        "Viewer",
    }


@pytest.mark.parametrize("code", list(RoleCode))
def test_a_role_reads_as_one_sentence(code):
    description = ROLES[code].description
    assert description[0].isupper()
    assert description.endswith(".")
    assert description.count(".") == 1


@pytest.mark.parametrize(
    ("kind", "only_there"),
    [
        (
            AgencyKind.VIRTUAL_SCHOOL,
            {RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.KEY_CONTACT, RoleCode.VIRTUAL_SCHOOL_OFFICER},
        ),
        (
            AgencyKind.SOCIAL_CARE,
            {RoleCode.TEAM_MANAGER, RoleCode.SOCIAL_WORKER, RoleCode.PERSONAL_ADVISER, RoleCode.CARER},
        ),
        (AgencyKind.PROVIDER, {RoleCode.SIGNATORY, RoleCode.DESIGNATED_PERSON, RoleCode.MENTOR}),
        (AgencyKind.OTHER, {RoleCode.PANEL_PARTNER}),
    ],
)
def test_where_roles_are_held(kind, only_there):
    assert {code for code, role in ROLES.items() if role.held_at == {kind}} == only_there


def test_carers_and_residential_workers_reach_only_their_own():
    own = {
        RoleCode.SOCIAL_WORKER,
        RoleCode.PERSONAL_ADVISER,
        RoleCode.CARER,
        RoleCode.RESIDENTIAL_WORKER,
        RoleCode.MENTOR,
    }
    assert roles_reaching(Scope.OWN) == own


def test_an_administrator_reaches_no_record():
    administrator = ROLES[RoleCode.AGENCY_ADMINISTRATOR]
    assert administrator.scope == Scope.NONE
    assert not administrator.learner_permissions


def test_a_viewer_and_a_panel_partner_change_nothing():
    for code in (RoleCode.VIEWER, RoleCode.PANEL_PARTNER):
        assert ROLES[code].learner_permissions == {Permission.VIEW_LEARNER}


def test_whoever_may_do_something_with_a_record_may_see_it():
    assert all(Permission.VIEW_LEARNER in role.permissions for role in ROLES.values() if role.learner_permissions)


def test_who_decides_on_an_exclusion():
    assert roles_with(Permission.DECIDE_EXCLUSION) == {RoleCode.SIGNATORY, RoleCode.DESIGNATED_PERSON}


def test_every_permission_is_used_and_has_words():
    assert set(PERMISSION_WORDS) == set(Permission)
    assert all(roles_with(permission) for permission in Permission)
    assert set(LEARNER_PERMISSIONS) < set(Permission)


def test_the_matrix_in_words_says_the_same_as_the_roles():
    assert [role.name for role in role_matrix()] == [code.label for code in RoleCode]
    mentor = describe_role(ROLES[RoleCode.MENTOR])
    assert mentor.held_at == ("Education or training provider",)
    assert mentor.reaches == "only the young people they work with themselves"
    assert mentor.may == (
        "see young people’s records",
        "log incidents",
        "raise emergencies",
        "work on education plans",
    )
