"""Addresses of opportunities and referrals."""

from django.urls import path

from tracking.views import opportunities, referrals

urlpatterns = [
    path("opportunities/", opportunities.opportunities, name="opportunities"),
    path("opportunities/report/", referrals.report, name="opportunity-report"),
    path("opportunities/new/", opportunities.opportunity_new, name="opportunity-new"),
    path("opportunities/<uuid:opportunity_uuid>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<uuid:opportunity_uuid>/change/", opportunities.opportunity_change, name="opportunity-change"),
    path(
        "opportunities/<uuid:opportunity_uuid>/withdraw/",
        opportunities.opportunity_withdraw,
        name="opportunity-withdraw",
    ),
    path("opportunities/<uuid:opportunity_uuid>/refer/", referrals.opportunity_refer, name="opportunity-refer"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<uuid:referral_uuid>/", referrals.referral, name="referral"),
    path("referrals/<uuid:referral_uuid>/step/", referrals.referral_step, name="referral-step"),
    path("referrals/<uuid:referral_uuid>/next/", referrals.referral_next, name="referral-next"),
    path("referrals/<uuid:referral_uuid>/take-back/", referrals.referral_take_back, name="referral-take-back"),
    path("learners/<uuid:learner_uuid>/referrals/", referrals.learner_referrals, name="learner-referrals"),
    path("learners/<uuid:learner_uuid>/referrals/new/", referrals.referral_new, name="referral-new"),
]
