"""Addresses of strategies and work plans."""

from django.urls import path

from oversight.views import strategies as whole
from oversight.views import strategy_imports as imports
from oversight.views import strategy_people as people
from oversight.views import strategy_progress as progress
from oversight.views import strategy_rows as rows
from oversight.views import strategy_versions as versions

_ONE, _ROW = "strategies/<uuid:strategy_uuid>/", "strategies/rows/<uuid:strategy_row_uuid>/"
_IMPORT = "strategies/import/<uuid:strategy_import_uuid>/"
_PERSON = "strategies/people/<uuid:strategy_person_uuid>/"

urlpatterns = [
    path("strategies/", whole.strategies, name="strategies"),
    path("strategies/new/", whole.strategy_new, name="strategy-new"),
    path("strategies/import/", imports.strategy_import_new, name="strategy-import-new"),
    path(_IMPORT, imports.strategy_import, name="strategy-import"),
    path(f"{_IMPORT}columns/", imports.strategy_import_columns, name="strategy-import-columns"),
    path(_ONE, whole.strategy, name="strategy"),
    path(f"{_ONE}document.<slug:ending>", imports.strategy_document, name="strategy-document"),
    path(f"{_ONE}change/", whole.strategy_change, name="strategy-change"),
    path(f"{_ONE}begin/", whole.strategy_begin, name="strategy-begin"),
    path(f"{_ONE}end/", whole.strategy_end, name="strategy-end"),
    path(f"{_ONE}colours/", whole.strategy_colours, name="strategy-colours"),
    path(f"{_ONE}budget/", whole.strategy_budget, name="strategy-budget"),
    path(f"{_ONE}print/", whole.strategy_print, name="strategy-print"),
    path(f"{_ONE}pdf/", whole.strategy_pdf, name="strategy-pdf"),
    path(f"{_ONE}people/new/", people.strategy_person_new, name="strategy-person-new"),
    path(f"{_PERSON}change/", people.strategy_person_change, name="strategy-person-change"),
    path(f"{_PERSON}remove/", people.strategy_person_remove, name="strategy-person-remove"),
    path(f"{_ONE}add/<slug:row_kind>/", rows.strategy_add, name="strategy-add"),
    path(_ROW, rows.strategy_row, name="strategy-row"),
    path(f"{_ROW}add/<slug:row_kind>/", rows.strategy_row_add, name="strategy-row-add"),
    path(f"{_ROW}change/", rows.strategy_row_change, name="strategy-row-change"),
    path(f"{_ROW}move/", rows.strategy_row_move, name="strategy-row-move"),
    path(f"{_ROW}status/", rows.strategy_row_status, name="strategy-row-status"),
    path(f"{_ROW}leads/new/", rows.strategy_row_lead, name="strategy-row-lead"),
    path("strategies/leads/<uuid:strategy_lead_uuid>/remove/", rows.strategy_lead_remove, name="strategy-lead-remove"),
    path(f"{_ROW}entries/new/", progress.strategy_row_entry, name="strategy-row-entry"),
    path(f"{_ROW}rate/<slug:rating>/", progress.strategy_row_rate, name="strategy-row-rate"),
    path(f"{_ROW}rate-again/", progress.strategy_row_again, name="strategy-row-again"),
    path(f"{_ROW}evidence/new/", progress.strategy_row_evidence, name="strategy-row-evidence"),
    path("strategies/evidence/<uuid:strategy_evidence_uuid>/", progress.strategy_evidence, name="strategy-evidence"),
    path(f"{_ONE}versions/", versions.strategy_versions, name="strategy-versions"),
    path("strategies/versions/<uuid:strategy_version_uuid>/", versions.strategy_version, name="strategy-version"),
    path(f"{_ONE}compare/", versions.strategy_compare, name="strategy-compare"),
    path(f"{_ONE}young-people/", versions.strategy_young, name="strategy-young"),
    path(f"{_ONE}publish/", versions.strategy_publish, name="strategy-publish"),
    path(f"{_ONE}take-back/", versions.strategy_take_back, name="strategy-take-back"),
    path("partners/plans/", versions.plans, name="plans-for-us"),
    path("partners/plans/<uuid:told_strategy_uuid>/", versions.plan_in_plain_words, name="plan-for-us"),
]
