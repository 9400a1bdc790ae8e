"""Addresses of board packs."""

from django.urls import path

from oversight.views import packs, packs_made

_ONE = "packs/<uuid:pack_uuid>/"

urlpatterns = [
    path("packs/", packs.packs, name="packs"),
    path("packs/new/", packs.pack_new, name="pack-new"),
    path(_ONE, packs.pack, name="pack"),
    path(f"{_ONE}change/", packs.pack_change, name="pack-change"),
    path(f"{_ONE}words/<slug:pack_section>/", packs.pack_words, name="pack-words"),
    path(f"{_ONE}make/", packs.pack_make, name="pack-make"),
    path(f"{_ONE}stop/", packs.pack_stop, name="pack-stop"),
    path(f"{_ONE}publish/", packs_made.pack_publish, name="pack-publish"),
    path(f"{_ONE}correct/", packs_made.pack_correct, name="pack-correct"),
    path(f"{_ONE}paper/", packs_made.pack_paper, name="pack-paper"),
    path(f"{_ONE}slides/", packs_made.pack_slides, name="pack-slides"),
    path(f"{_ONE}workbook/", packs_made.pack_workbook, name="pack-workbook"),
    path(f"{_ONE}lists/", packs_made.pack_lists, name="pack-lists"),
]
