from django.urls import path

from comity.notices.views import desk, drafting, exchange, found, notices, pictures, recalls, saving

app_name = "notices"
urlpatterns = [
    path("", notices.list_notices, name="list"),
    path("new/", drafting.kinds, name="kinds"),
    path("new/<slug:slug>/", drafting.create, name="create"),
    path("new/<slug:slug>/check/", drafting.check, name="check"),
    path("new/<slug:slug>/save/", saving.save, name="save"),
    path("desk/", desk.queue, name="desk"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/<uuid:pk>/", recalls.acknowledge, name="acknowledge"),
    path("recalls/<uuid:pk>/correction/", recalls.acknowledge_correction, name="acknowledge-correction"),
    path("<uuid:pk>/", notices.page, name="page"),
    path("<uuid:pk>/change/", drafting.change, name="change"),
    path("<uuid:pk>/pictures/new/", pictures.attach, name="attach"),
    path("<uuid:pk>/pictures/<uuid:picture>/delete/", pictures.detach, name="detach"),
    path("<uuid:pk>/submit/", drafting.submit, name="submit"),
    path("<uuid:pk>/drop/", drafting.drop, name="drop"),
    path("<uuid:pk>/answer/", notices.answer, name="answer"),
    path("<uuid:pk>/withdraw/", notices.withdraw, name="withdraw"),
    path("<uuid:pk>/correct/", notices.correct, name="correct"),
    path("<uuid:pk>/extend/", notices.extend, name="extend"),
    path("<uuid:pk>/found/", found.report, name="found"),
    path("<uuid:pk>/protect/", notices.protect, name="protect"),
    path("of/<uuid:pk>/", notices.of_record, name="of-record"),
    path("<uuid:pk>/take/", desk.take, name="take"),
    path("<uuid:pk>/decide/", desk.decide, name="decide"),
    path("<uuid:pk>/export/<str:form>/", exchange.export, name="export"),
    path("<uuid:pk>/board/", recalls.board, name="board"),
]
