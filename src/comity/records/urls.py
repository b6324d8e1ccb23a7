from django.urls import path

from comity.records.views import checks, closing, ending, exporting, importing, listing, pictures, waiting
from comity.records.views import records as views

app_name = "records"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<slug:database>/<uuid:pk>/", checks.check, name="check"),
    path("libraries/", views.libraries, name="libraries"),
    path("closed/", closing.closed, name="closed"),
    path("closed/<uuid:pk>/open/", closing.open_again, name="open-again"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting/loads/<uuid:pk>/", waiting.release_load, name="release-load"),
    path("waiting/<slug:database>/<uuid:pk>/", waiting.review, name="review"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/<uuid:export>/", exporting.page, name="export-page"),
    path("exports/<uuid:export>/take/", exporting.take, name="export-take"),
    path("imports/<uuid:upload>/", importing.page, name="import"),
    path("imports/<uuid:upload>/columns/", importing.columns, name="import-columns"),
    path("imports/<uuid:upload>/start/", importing.start, name="import-start"),
    path("imports/<uuid:upload>/undo/", importing.undo, name="import-undo"),
    path("imports/<uuid:upload>/drop/", importing.drop, name="import-drop"),
    path("imports/<uuid:upload>/report.csv", importing.report, name="import-report"),
    path("pictures/<uuid:picture>/", pictures.picture, name="picture"),
    path("<slug:database>/", listing.records, name="list"),
    path("<slug:database>/import/", importing.upload, name="import-file"),
    path("<slug:database>.csv", exporting.download, name="export"),
    path("<slug:database>/export/", exporting.ask, name="export-ask"),
    path("<slug:database>/new/", views.create, name="create"),
    path("<slug:database>/<uuid:pk>/", views.record, name="page"),
    path("<slug:database>/<uuid:pk>/change/", views.change, name="change"),
    path("<slug:database>/<uuid:pk>/submit/", checks.submit, name="submit"),
    path("<slug:database>/<uuid:pk>/withdraw/", ending.withdraw, name="withdraw"),
    path("<slug:database>/<uuid:pk>/extend/", ending.extend, name="extend"),
    path("<slug:database>/<uuid:pk>/recover/", ending.recover, name="recover"),
    path("<slug:database>/<uuid:pk>/attach/", pictures.attach, name="attach"),
    path("<slug:database>/<uuid:pk>/pictures/<uuid:picture>/detach/", pictures.detach, name="detach"),
]
