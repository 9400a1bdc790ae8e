"""Addresses of casework: support and moves, the end of a case and the way back."""

from django.urls import path

from tracking.views import casework, closure, extra_support, home_moves, returns, school_moves, transfers

urlpatterns = [
    path("learners/<uuid:learner_uuid>/casework/", casework.casework, name="casework"),
    # extra support
    path("learners/<uuid:learner_uuid>/extra-support/new/", extra_support.new, name="extra-support-new"),
    path("extra-support/<uuid:extra_support_uuid>/", extra_support.page, name="extra-support"),
    path("extra-support/<uuid:extra_support_uuid>/change/", extra_support.change, name="extra-support-change"),
    path("extra-support/<uuid:extra_support_uuid>/tell/", extra_support.tell, name="extra-support-tell"),
    path("extra-support/<uuid:extra_support_uuid>/review/", extra_support.review, name="extra-support-review"),
    path("extra-support/<uuid:extra_support_uuid>/end/", extra_support.end, name="extra-support-end"),
    # records asked for
    path("record-transfers/", transfers.transfers, name="transfers"),
    path("learners/<uuid:learner_uuid>/record-transfers/new/", transfers.new, name="transfer-new"),
    path("record-transfers/<uuid:transfer_uuid>/", transfers.page, name="transfer"),
    path("record-transfers/<uuid:transfer_uuid>/sent/", transfers.sent, name="transfer-sent"),
    path("record-transfers/<uuid:transfer_uuid>/received/", transfers.received, name="transfer-received"),
    path("record-transfers/<uuid:transfer_uuid>/not-there/", transfers.not_there, name="transfer-not-there"),
    path("record-transfers/<uuid:transfer_uuid>/remind/", transfers.remind, name="transfer-remind"),
    path("record-transfers/<uuid:transfer_uuid>/withdraw/", transfers.withdraw, name="transfer-withdraw"),
    # moves of home and of school
    path("learners/<uuid:learner_uuid>/home-moves/new/", home_moves.new, name="home-move-new"),
    path("home-moves/<uuid:home_move_uuid>/", home_moves.change, name="home-move-change"),
    path("learners/<uuid:learner_uuid>/school-moves/new/", school_moves.new_move, name="school-move-new"),
    path("school-moves/<uuid:school_move_uuid>/", school_moves.change_move, name="school-move-change"),
    path("place-refusals/", school_moves.refusals, name="refusals"),
    path("learners/<uuid:learner_uuid>/place-refusals/new/", school_moves.new_refusal, name="refusal-new"),
    path("place-refusals/<uuid:refusal_uuid>/", school_moves.refusal, name="refusal"),
    path("place-refusals/<uuid:refusal_uuid>/further/", school_moves.take_further, name="refusal-take-further"),
    path("place-refusals/<uuid:refusal_uuid>/close/", school_moves.close, name="refusal-close"),
    # the end of the case, and the way back
    path("learners/<uuid:learner_uuid>/closures/new/", closure.new, name="closure-new"),
    path("closures/<uuid:closure_uuid>/", closure.page, name="closure"),
    path("closures/<uuid:closure_uuid>/letter/", closure.letter, name="closure-letter"),
    path("closures/<uuid:closure_uuid>/told/", closure.told, name="closure-told"),
    path("closures/<uuid:closure_uuid>/remains/", closure.remains, name="closure-remains"),
    path("closures/<uuid:closure_uuid>/agree/", closure.agree, name="closure-agree"),
    path("closures/<uuid:closure_uuid>/letter/give/", closure.letter_given, name="closure-letter-given"),
    path("closures/<uuid:closure_uuid>/close/", closure.finish, name="closure-finish"),
    path("closures/<uuid:closure_uuid>/give-up/", closure.give_up, name="closure-give-up"),
    path("learners/<uuid:learner_uuid>/returns/new/", returns.new, name="return-new"),
    path("returns/<uuid:return_uuid>/", returns.page, name="return"),
    path("returns/<uuid:return_uuid>/assess/", returns.assess, name="return-assess"),
]
