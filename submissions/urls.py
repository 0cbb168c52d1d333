"""Addresses of every page. Names are what templates and redirects use."""

from __future__ import annotations

from django.urls import path

from submissions.views import agency, alike, auth, blank, document, evidence, home, notices, operations, review, rulebook
from submissions.views.office import agencies, cycles, imports, lineage, rules, users

urlpatterns = [
    path("", home.home, name="home"),
    path("rules/", rulebook.rulebook, name="rulebook"),
    # --- session and accounts
    path("login/", auth.login_page, name="login"),
    path("logout/", auth.logout_now, name="logout"),
    path("password/", auth.password_change, name="password_change"),
    path("invite/<str:uidb64>/<str:token>/", auth.invite_accept, name="invite_accept"),
    # --- notices
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.open_notice, name="open_notice"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/choices/", notices.choices, name="notice_choices"),
    # --- the agency's clerk
    path("mine/", agency.owed, name="owed"),
    path("reports/<int:pk>/", agency.report, name="report"),
    path("reports/<int:pk>/form.xlsx", blank.form, name="blank_form"),
    path("reports/<int:pk>/upload/", agency.upload, name="upload"),
    path("reports/<int:pk>/progress/", agency.progress, name="progress"),
    path("reports/<int:pk>/explain/", agency.explain, name="explain"),
    path("reports/<int:pk>/submit/", agency.submit, name="submit"),
    path("reports/<int:pk>/withdraw/", agency.withdraw, name="withdraw"),
    # --- evidence, for everyone who may see the report
    path("reports/<int:pk>/cells/<str:address>/", evidence.cell, name="cell"),
    path("reports/<int:pk>/cells/<str:address>/correct/", evidence.correct, name="correct"),
    path("reports/<int:pk>/cells/<str:address>/restore/", evidence.restore, name="restore"),
    path("reports/<int:pk>/cells/<str:address>/confirm/", evidence.confirm, name="confirm"),
    path("reports/<int:pk>/document/", document.document, name="document"),
    path("uploads/<int:pk>/pages/<int:number>/", document.page_picture, name="page_picture"),
    path("uploads/<int:pk>/file/", evidence.original, name="original"),
    path("reports/<int:pk>/annotated/", document.annotated, name="annotated"),
    path("annotated/<int:pk>/file/", document.annotated_file, name="annotated_file"),
    path("reports/<int:pk>/findings.xlsx", evidence.findings_list, name="findings_list"),
    path("explanations/<int:pk>/attachment/", evidence.attachment, name="attachment"),
    # --- the reviewer
    path("review/", review.queue, name="queue"),
    path("review/<int:pk>/", review.review, name="review"),
    path("review/<int:pk>/alike/<int:other>/", alike.alike, name="alike"),
    path("review/<int:pk>/claim/", review.claim, name="claim"),
    path("review/<int:pk>/release/", review.release, name="release"),
    path("review/<int:pk>/approve/", review.approve, name="approve"),
    path("review/<int:pk>/return/", review.send_back, name="send_back"),
    path("review/<int:pk>/draft/", review.draft, name="draft"),
    path("review/<int:pk>/reopen/", review.reopen, name="reopen"),
    path("review/<int:pk>/explanations/", review.judge_explanation, name="judge_explanation"),
    path("review/<int:pk>/rulings/", review.rule_on, name="rule_on"),
    path("review/<int:pk>/rulings/withdraw/", review.withdraw_ruling, name="withdraw_ruling"),
    # --- the office
    path("office/", cycles.overview, name="office"),
    path("office/cycles/", cycles.overview, name="cycles"),
    path("office/cycles/open/", cycles.cycle_open, name="cycle_open"),
    path("office/cycles/<int:year>/", cycles.cycle, name="cycle"),
    path("office/cycles/<int:year>/deadlines/", cycles.deadlines, name="deadlines"),
    path("office/cycles/<int:year>/switch/", cycles.cycle_switch, name="cycle_switch"),
    path("office/cycles/<int:year>/compare/", alike.compare, name="compare"),
    path("office/cycles/<int:year>/summary.xlsx", cycles.summary, name="summary"),
    path("office/cycles/<int:year>/rules/", rules.rules, name="cycle_rules"),
    path("office/cycles/<int:year>/rules/copy/", rules.copy, name="copy_rules"),
    path("office/cycles/<int:year>/rules/<str:rule_id>/", rules.rule, name="cycle_rule"),
    path("office/cycles/<int:year>/rules/<str:rule_id>/test/", rules.back_test, name="back_test"),
    path("office/tests/<int:pk>/", rules.back_test_progress, name="back_test_progress"),
    path("office/submissions/<int:pk>/exempt/", cycles.exempt, name="exempt"),
    path("office/submissions/<int:pk>/unexempt/", cycles.unexempt, name="unexempt"),
    path("office/submissions/<int:pk>/extend/", cycles.extend, name="extend"),
    path("office/agencies/", agencies.agencies, name="agencies"),
    path("office/lineage/", lineage.lineage, name="lineage"),
    path("office/lineage/<int:pk>/remove/", lineage.lineage_remove, name="lineage_remove"),
    path("office/agencies/add/", agencies.agency_add, name="agency_add"),
    path("office/agencies/<int:pk>/", agencies.agency_edit, name="agency_edit"),
    path("office/users/", users.users, name="users"),
    path("office/users/invite/", users.user_invite, name="user_invite"),
    path("office/users/<int:pk>/", users.user_edit, name="user_edit"),
    path("office/users/<int:pk>/renew/", users.user_renew, name="user_renew"),
    path("office/users/<int:pk>/switch/", users.user_switch, name="user_switch"),
    path("office/import/<str:what>/", imports.import_list, name="import"),
    path("office/import/<str:what>/blank.xlsx", imports.blank, name="import_blank"),
    # --- operations
    path("healthz", operations.healthz, name="healthz"),
]
