from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.enums import LEARNER_PERMISSIONS, AgencyKind, Permission, Purpose, RoleCode, Scope
from accounts.roles import (
    GLASS_PERMISSIONS,
    PERMISSION_WORDS,
    PURPOSE_PERMISSIONS,
    ROLES,
    describe_role,
    matrix_as_markdown,
    role_matrix,
    roles_reaching,
    roles_with,
)


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
        "Operator",
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
            {
                RoleCode.VIRTUAL_SCHOOL_HEAD,
                RoleCode.KEY_CONTACT,
                RoleCode.VIRTUAL_SCHOOL_OFFICER,
                RoleCode.OPERATOR,
            },
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


def test_an_operator_runs_mainstay_and_may_do_nothing_else():
    operator = ROLES[RoleCode.OPERATOR]
    assert operator.scope == Scope.NONE
    assert operator.permissions == {Permission.OPERATE}
    assert {code for code, role in ROLES.items() if role.by_command} == roles_with(Permission.OPERATE)


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
        "record attendance",
    )


def test_every_purpose_says_what_it_allows_about_a_young_person():
    assert set(PURPOSE_PERMISSIONS) == set(Purpose)
    for allowed in (*PURPOSE_PERMISSIONS.values(), GLASS_PERMISSIONS):
        assert Permission.VIEW_LEARNER in allowed
        assert allowed <= set(LEARNER_PERMISSIONS)


def test_another_authority_changes_nothing_of_the_record():
    for purpose in (Purpose.HOST_VIRTUAL_SCHOOL, Purpose.PANEL_PARTNER):
        assert not PURPOSE_PERMISSIONS[purpose] & {
            Permission.CHANGE_LEARNER,
            Permission.MANAGE_ENROLMENT,
            Permission.ASSIGN_KEY_WORKER,
            Permission.EDIT_PLAN,
            Permission.CHANGE_DEADLINE,
            Permission.RECORD_CONSENT,
            Permission.SHARE_RECORD,
            Permission.RESTRICT_RECORD,
        }


def test_the_documents_show_the_matrix_as_it_is():
    """After a change: manage.py role_matrix --into docs/security.md"""
    text = (Path(settings.BASE_DIR) / "docs" / "security.md").read_text(encoding="utf-8")
    assert f"<!-- role matrix: begin -->\n{matrix_as_markdown()}\n<!-- role matrix: end -->" in text


def test_the_matrix_is_written_between_its_marks_only(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "before\n<!-- role matrix: begin -->\nwritten last year\n<!-- role matrix: end -->\nafter\n", encoding="utf-8"
    )
    call_command("role_matrix", into=page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- role matrix: begin -->\n| role |")
    assert text.endswith("<!-- role matrix: end -->\nafter\n")
    assert "last year" not in text
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("role_matrix", into=page)
