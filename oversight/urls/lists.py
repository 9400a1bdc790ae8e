"""Figures, lists, the files made of them, and views that are kept."""

from django.urls import path

from oversight.views import dashboard_figures, exports, lists, saved_views

urlpatterns = [
    path("figures/", dashboard_figures.figures, name="figures"),
    path("figures/download/", dashboard_figures.figures_download, name="figures-download"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<slug:listing>/", lists.people_list, name="list"),
    path("lists/<slug:listing>/download/", lists.list_download, name="list-download"),
    path("lists/<slug:listing>/keep/", saved_views.save_view, name="save-view"),
    path("saved-views/", saved_views.saved_views, name="saved-views"),
    path("saved-views/<uuid:kept_view_uuid>/every-month/", saved_views.repeat_view, name="repeat-view"),
    path("saved-views/<uuid:kept_view_uuid>/no-more/", saved_views.stop_repeating, name="stop-repeating"),
    path("saved-views/<uuid:kept_view_uuid>/delete/", saved_views.delete_view, name="delete-view"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:export_uuid>/", exports.export, name="export"),
    path("exports/<uuid:export_uuid>/file/", exports.export_file, name="export-file"),
    path("exports/<uuid:export_uuid>/stop/", exports.export_stop, name="export-stop"),
]
