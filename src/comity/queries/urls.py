from django.urls import path

from comity.queries.views import acts, asking, hits, home, lines, lists, questions, sealed

app_name = "queries"
urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", asking.ask_page, name="ask"),
    path("lines/", lines.lines, name="lines"),
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", lists.new_list, name="new-list"),
    path("lists/<uuid:pk>/", lists.one_list, name="list"),
    path("lists/<uuid:pk>/correct/", lists.correct, name="correct-list"),
    path("lists/<uuid:pk>/again/", lists.again, name="ask-list"),
    path("lists/<uuid:pk>/lines/<uuid:line>/mark/", lists.mark, name="mark-line"),
    path("acts/", acts.list_acts, name="acts"),
    path("acts/<uuid:id>/", acts.one_act, name="act"),
    path("hits/", hits.list_hits, name="hits"),
    path("hits/timeliness/", hits.timeliness, name="timeliness"),
    path("sealed/", sealed.list_sealed, name="sealed"),
    path("hits/<uuid:pk>/", hits.hit, name="hit"),
    path("hits/<uuid:pk>/now/", hits.now, name="hit-now"),
    path("hits/<uuid:pk>/ask/", hits.ask, name="hit-ask"),
    path("hits/<uuid:pk>/more/", hits.more, name="hit-more"),
    path("hits/<uuid:pk>/take-back/", hits.take_back, name="hit-take-back"),
    path("hits/<uuid:pk>/done/", hits.done, name="hit-done"),
    path("hits/<uuid:pk>/judge/", hits.judge, name="hit-judge"),
    path("hits/<uuid:pk>/desk/", hits.desk, name="hit-desk"),
    path("hits/<uuid:pk>/reason/", hits.reason, name="hit-reason"),
    path("sealed/<uuid:pk>/", sealed.open_sealed, name="open-sealed"),
    path("confirmations/<uuid:pk>/", questions.question, name="question"),
    path("confirmations/<uuid:pk>/now/", questions.now, name="question-now"),
    path("confirmations/<uuid:pk>/answer/", questions.answer, name="question-answer"),
    path("confirmations/<uuid:pk>/desk/", questions.desk, name="question-desk"),
    path("conversations/<uuid:pk>/", questions.thread, name="thread"),
    path("hand-over/", home.hand_over, name="hand-over"),
    path("hand-over/<uuid:pk>/", home.handover, name="handover"),
    path("hand-over/<uuid:pk>/sign/", home.sign, name="handover-sign"),
]
