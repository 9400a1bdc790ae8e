"""Addresses of the education plans app."""

from django.urls import path

from education_plans.views import agreeing, claims, funding, guidance, support, targets
from education_plans.views import passport, pathway, pathway_work
from education_plans.views import plan as views

app_name = "education_plans"
urlpatterns = [
    path("learners/<uuid:learner_uuid>/plan/", views.plan, name="plan"),
    path("learners/<uuid:learner_uuid>/plan/begin/", views.begin, name="begin"),
    path("learners/<uuid:learner_uuid>/plan/agree/", views.agree_plan, name="agree"),
    path("learners/<uuid:learner_uuid>/plan/review/", views.review, name="review"),
    path("learners/<uuid:learner_uuid>/plan/<str:code>/edit/", views.edit_section, name="edit-section"),
    # agreement, quality and copies
    path("plans/<uuid:plan_uuid>/answer/", agreeing.answer, name="answer"),
    path("plans/<uuid:plan_uuid>/versions/", agreeing.versions, name="versions"),
    path("plans/<uuid:plan_uuid>/versions/<int:version_number>/", agreeing.version, name="version"),
    path("plans/<uuid:plan_uuid>/versions/<int:version_number>/changes/", agreeing.changes, name="version-changes"),
    # targets, support and money
    path("plans/<uuid:plan_uuid>/targets/", targets.targets, name="targets"),
    path("plans/<uuid:plan_uuid>/targets/new/", targets.new, name="target-new"),
    path("plans/<uuid:plan_uuid>/targets/carry/", targets.carry, name="targets-carry"),
    path("plans/<uuid:plan_uuid>/targets/<uuid:target_uuid>/change/", targets.change, name="target-change"),
    path("plans/<uuid:plan_uuid>/targets/<uuid:target_uuid>/close/", targets.close, name="target-close"),
    path("plans/<uuid:plan_uuid>/targets/<uuid:target_uuid>/money/", funding.new, name="funding-new"),
    path("plans/<uuid:plan_uuid>/money/<uuid:funding_uuid>/", funding.funding, name="funding"),
    path("plans/<uuid:plan_uuid>/money/<uuid:funding_uuid>/decide/", funding.decide, name="funding-decide"),
    path("plans/<uuid:plan_uuid>/money/<uuid:funding_uuid>/withdraw/", funding.withdraw, name="funding-withdraw"),
    path("plans/<uuid:plan_uuid>/money/<uuid:funding_uuid>/spend/", funding.spend, name="funding-spend"),
    path(
        "plans/<uuid:plan_uuid>/money/<uuid:funding_uuid>/spend/<uuid:spend_uuid>/take-away/",
        funding.spend_take_back,
        name="spend-take-back",
    ),
    path("plans/<uuid:plan_uuid>/money/<uuid:funding_uuid>/impact/", funding.impact, name="funding-impact"),
    path("funding/", funding.listed, name="funding-list"),
    path("plans/<uuid:plan_uuid>/support/", support.support, name="support"),
    path("plans/<uuid:plan_uuid>/support/new/", support.new, name="need-new"),
    path("plans/<uuid:plan_uuid>/support/<uuid:need_uuid>/change/", support.change, name="need-change"),
    path("plans/<uuid:plan_uuid>/support/<uuid:need_uuid>/end/", support.end, name="need-end"),
    path("plans/<uuid:plan_uuid>/entitlements/", claims.entitlements, name="entitlements"),
    path("plans/<uuid:plan_uuid>/entitlements/<str:entitlement_code>/", claims.claim, name="claim"),
    path("plans/<uuid:plan_uuid>/guidance/", guidance.guidance, name="guidance"),
    path("plans/<uuid:plan_uuid>/guidance/new/", guidance.new, name="guidance-new"),
    path("plans/<uuid:plan_uuid>/guidance/<uuid:guidance_uuid>/change/", guidance.change, name="guidance-change"),
    # pathway plan
    path("learners/<uuid:learner_uuid>/pathway/begin/", pathway.begin, name="begin-pathway"),
    path("learners/<uuid:learner_uuid>/passport/", passport.passport, name="passport"),
    path("learners/<uuid:learner_uuid>/passport/<int:area_number>/", passport.passport_area, name="passport-area"),
    path("learners/<uuid:learner_uuid>/one-plan/", passport.one_plan, name="one-plan"),
    path("pathway/<uuid:pathway_uuid>/", pathway.pathway, name="pathway"),
    path("pathway/<uuid:pathway_uuid>/matters/<str:domain>/", pathway.matter, name="pathway-matter"),
    path("pathway/<uuid:pathway_uuid>/matters/<str:domain>/write/", pathway.write, name="pathway-write"),
    path(
        "pathway/<uuid:pathway_uuid>/matters/<str:domain>/actions/new/",
        pathway_work.new_action,
        name="pathway-action-new",
    ),
    path("pathway/actions/<uuid:pathway_action_uuid>/", pathway_work.edit_action, name="pathway-action-change"),
    path("pathway/actions/<uuid:pathway_action_uuid>/done/", pathway_work.done, name="pathway-action-done"),
    path("pathway/<uuid:pathway_uuid>/answer/", pathway.answer, name="pathway-answer"),
    path("pathway/<uuid:pathway_uuid>/sign/", pathway.sign, name="pathway-sign"),
    path("pathway/<uuid:pathway_uuid>/ask-for-review/", pathway_work.ask, name="pathway-ask-review"),
    path("pathway/<uuid:pathway_uuid>/review/", pathway_work.review, name="pathway-review"),
    path("pathway/<uuid:pathway_uuid>/accommodation/", pathway_work.accommodation, name="pathway-accommodation"),
    path("pathway/<uuid:pathway_uuid>/close/", pathway.close, name="pathway-close"),
]
