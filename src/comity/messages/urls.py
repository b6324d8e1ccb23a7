from django.urls import path

from comity.messages.views import choosing, files, mailbox, noticing, proving, releasing, structured, writing

app_name = "messages"
urlpatterns = [
    path("", mailbox.mailbox, name="list"),
    path("write/", writing.write, name="write"),
    path("ask/", structured.write, {"slug": "information-request"}, name="ask-information"),
    path("travel/", structured.write, {"slug": "travel-announcement"}, name="announce-travel"),
    path("drafts/", writing.drafts, name="drafts"),
    path("drafts/<uuid:pk>/", writing.draft, name="draft"),
    path("drafts/<uuid:pk>/to/", choosing.choose, name="choose"),
    path("drafts/<uuid:pk>/save/", writing.save, name="save-draft"),
    path("drafts/<uuid:pk>/files/", writing.draft_files, name="draft-files"),
    path("drafts/<uuid:pk>/drop/", writing.drop, name="drop-draft"),
    path("drafts/<uuid:pk>/take-back/", releasing.back, name="take-back-draft"),
    path("waiting/", releasing.listed, name="waiting"),
    path("waiting/<uuid:pk>/", releasing.one, name="release"),
    path("files/<uuid:pk>/", files.file, name="file"),
    path("by-mail/", noticing.by_mail, name="by-mail"),
    path("case/", mailbox.case, name="case"),
    path("<uuid:pk>/print/", proving.printed, name="print"),
    path("<uuid:pk>/proof/", proving.proof, name="proof"),
    path("<uuid:pk>/recipients/", mailbox.recipients, name="recipients"),
    path("<uuid:pk>/answer/", structured.answer, name="answer-form"),
    path("<uuid:pk>/", mailbox.message, name="page"),
]
