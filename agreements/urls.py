"""Addresses of the agreements app."""

from django.urls import path

from agreements import views
from agreements.views import entitlements
from agreements.views import public as public_pages
from agreements.views.shown import agreement_shown, contact_shown

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.agreements, name="list"),
    path("agreements/new/", views.new, name="new"),
    path("agreements/<uuid:agreement_uuid>/", views.agreement, name="agreement"),
    path("agreements/<uuid:agreement_uuid>/edit/", views.edit, name="edit"),
    path("agreements/<uuid:agreement_uuid>/put-in-force/", views.put_into_force, name="put-in-force"),
    path("agreements/<uuid:agreement_uuid>/end/", views.end, name="end"),
    path("agreements/<uuid:agreement_uuid>/terms/<str:key>/", views.term, name="term"),
    path("directory/", views.directory, name="directory"),
    path("directory/<uuid:agency_uuid>/", views.agency, name="agency"),
    path("directory/<uuid:agency_uuid>/confirm/", views.confirm, name="confirm"),
    path("directory/<uuid:agency_uuid>/registration/", views.registration, name="registration"),
    path("directory/<uuid:agency_uuid>/registration/correct/", views.registration_correct, name="registration-correct"),
    path("directory/people/<uuid:membership_uuid>/training/", views.training, name="training"),
    path("directory/people/<uuid:membership_uuid>/training/new/", views.training_new, name="training-new"),
    path("directory/training/<uuid:training_uuid>/correct/", views.training_correct, name="training-correct"),
    # What stands on the public pages.
    path("agreements/<uuid:agreement_uuid>/public/", agreement_shown, name="agreement-shown"),
    path("directory/contacts/<uuid:contact_uuid>/public/", contact_shown, name="contact-shown"),
    path("entitlements/", entitlements.entitlements, name="entitlements"),
    path("entitlements/new/", entitlements.new, name="entitlement-new"),
    path("entitlements/<uuid:entitlement_uuid>/change/", entitlements.change, name="entitlement-change"),
    path("entitlements/<uuid:entitlement_uuid>/end/", entitlements.end, name="entitlement-end"),
    # Pages for everybody, without sign-in.
    path("partners/", public_pages.partners, name="partners"),
    path("partners/carers/", public_pages.carers, name="partners-carers"),
    path("partners/providers/", public_pages.providers, name="partners-providers"),
    path("partners/providers/<uuid:agency_uuid>/", public_pages.provider, name="partners-provider"),
    path("partners/support/", public_pages.support, name="partners-support"),
    path("partners/support/<slug:dfe_code>/", public_pages.support_of, name="partners-support-of"),
]
