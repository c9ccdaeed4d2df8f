"""Staff addresses beside the stock admin, all under /admin/desk/."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles.choices import Lane
from articles.editorial.views import (
    addresses,
    article_notices,
    assigning,
    audit,
    bank,
    catching_up,
    commenting,
    editing,
    giving_up,
    house,
    hub,
    images,
    importing,
    inbox,
    mail,
    manifests,
    notice_desk,
    notices,
    planning,
    policy,
    preview_links,
    proof,
    proposals,
    publishing,
    register,
    reporting,
    rereviewing,
    rescuing,
    reviewing,
    source_files,
    sourcing,
    stopping,
    translating,
    unfinished,
    waiving,
    writing,
)

app_name = "editorial"


class LaneConverter(StringConverter):
    regex = "|".join(Lane.values)


register_converter(LaneConverter, "lane")

urlpatterns = [
    # one article
    path("articles/<int:pk>/", hub.article, name="article"),
    path("articles/<int:pk>/open-draft/<lane:lane>/", hub.open_draft, name="open-draft"),
    path("articles/<int:pk>/duplicate/", hub.duplicate, name="duplicate"),
    path("articles/<int:pk>/translate/", translating.translate, name="translate"),
    path("articles/<int:pk>/original/", translating.original, name="original"),
    path("revisions/<int:pk>/original/", translating.beside, name="beside-original"),
    path("articles/<int:pk>/address/", addresses.address, name="address"),
    path("articles/<int:pk>/stop/", stopping.stop, name="stop"),
    path("articles/<int:pk>/publications/<int:number>/pack/", proof.approval_pack, name="approval-pack"),
    path("stop/", stopping.find, name="stop-find"),
    path("schedules/<int:pk>/cancel/", publishing.cancel, name="cancel-schedule"),
    path("articles/<int:pk>/withdraw/", publishing.withdraw, name="withdraw"),
    path("articles/<int:pk>/reinstate/", publishing.reinstate, name="reinstate"),
    # the audit trail
    path("audit/", audit.listing, name="audit"),
    path("audit/<int:sequence>/", audit.entry, name="audit-entry"),
    re_path(r"^audit/export\.(?P<form>csv|jsonl)$", audit.export, name="audit-export"),
    # what comes in from files
    path("import/", importing.import_articles, name="import"),
    path("imports/<int:pk>/", proposals.report, name="import-report"),
    path("imports/<int:pk>/take/", proposals.take, name="import-take"),
    path("imports/<int:pk>/set-aside/", proposals.set_aside, name="import-set-aside"),
    # one draft
    path("drafts/<int:pk>/submit/", writing.submit, name="submit"),
    path("drafts/<int:pk>/recall/", writing.recall, name="recall"),
    path("drafts/<int:pk>/reopen/", writing.reopen, name="reopen"),
    path("drafts/<int:pk>/publish/", publishing.publish, name="publish"),
    path("drafts/<int:pk>/catch-up/", catching_up.catch_up, name="catch-up"),
    path("drafts/<int:pk>/give-up/", giving_up.give_up, name="give-up"),
    path("drafts/<int:pk>/preview/", writing.preview_draft, name="preview-draft"),
    path("drafts/<int:pk>/outside/", preview_links.links, name="preview-links"),
    path("preview-links/<int:pk>/revoke/", preview_links.revoke, name="preview-link-revoke"),
    path("drafts/<int:pk>/waivers/", waiving.waivers, name="waivers"),
    path("drafts/<int:pk>/sources/", rescuing.sources, name="rescue"),
    path("drafts/<int:pk>/live/", editing.live, name="draft-live"),
    path("drafts/<int:pk>/pulse/", editing.pulse, name="draft-pulse"),
    path("drafts/<int:pk>/unsaved/", editing.unsaved_work, name="unsaved"),
    path("drafts/<int:pk>/versions/", writing.snapshots, name="snapshots"),
    path("drafts/<int:pk>/versions/<int:version>/restore/", writing.restore, name="restore"),
    # one revision
    path("revisions/<int:pk>/", reviewing.review, name="review"),
    path("revisions/<int:pk>/preview/", reviewing.preview_revision, name="preview-revision"),
    path("revisions/<int:pk>/unfinished/", unfinished.keep, name="unfinished"),
    path("revisions/<int:pk>/comment/", commenting.comment, name="comment"),
    # what is said about a text
    path("drafts/<int:pk>/comments/", commenting.comments, name="comments"),
    path("threads/<int:pk>/", commenting.act, name="thread"),
    # who reviews
    path("asked/", assigning.asked, name="asked"),
    path("revisions/<int:pk>/reviewers/", assigning.reviewers, name="reviewers"),
    path("revisions/<int:pk>/take-up/", assigning.take_up, name="take-up"),
    path("assignments/<int:pk>/decline/", assigning.decline, name="decline"),
    path("assignments/<int:pk>/reassign/", assigning.reassign, name="reassign"),
    path("assignments/<int:pk>/day/", assigning.move_day, name="move-day"),
    # what a person is told
    path("mail/", mail.your_mail, name="your-mail"),
    # images
    path("images/", images.upload, name="upload"),
    re_path(r"^files/(?P<name>[0-9a-f]{64}\.(?:png|jpg|webp))$", images.file, name="file"),
    # the library
    path("sources/", editing.sources, name="sources"),
    path("sources/<int:pk>/", sourcing.uses, name="source-uses"),
    path("articles/<int:pk>/sources/", source_files.sources, name="article-sources"),
    # the question bank
    path("bank/", bank.questions, name="bank"),
    path("bank/<int:pk>/", bank.question, name="bank-question"),
    path("bank/<int:pk>/retire/", bank.retire, name="bank-retire"),
    path("drafts/<int:pk>/bank/", bank.for_draft, name="draft-bank"),
    path("drafts/<int:pk>/bank/<int:place>/", bank.settle, name="draft-bank-settle"),
    # the register of registrations, and signatures taken back
    path("register/", register.entries, name="register"),
    path("register/<int:pk>/", register.entry, name="registration"),
    path("register/<int:pk>/verify/", register.verify, name="registration-verify"),
    path("register/<int:pk>/suspend/", register.suspend, name="registration-suspend"),
    path("register/<int:pk>/reinstate/", register.reinstate, name="registration-reinstate"),
    path("decisions/<int:pk>/revoke/", register.revoke, name="revoke"),
    # what is planned and due, and the tables to take away
    path("calendar/", planning.planned, name="calendar"),
    path("reports/", reporting.reports, name="reports"),
    path("reports/<slug:name>.csv", reporting.report, name="report"),
    # live texts that have to be looked at again
    path("reviews-due/", rereviewing.queue, name="rereviews"),
    path("reviews-due/<int:pk>/close/", rereviewing.close, name="close-call"),
    path("articles/<int:pk>/ask-for-a-review/", rereviewing.ask, name="ask-review"),
    path("articles/<int:pk>/still-right/", rereviewing.still_right, name="still-right"),
    # what readers say
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/", inbox.message, name="inbox-message"),
    path("figures/", inbox.figures, name="figures"),
    # what the house says about itself
    path("house/", house.listing, name="house"),
    path("house/<slug:key>/write/", house.write, name="house-write"),
    path("house/proposals/<int:pk>/", house.approve, name="house-approve"),
    path("house/proposals/<int:pk>/drop/", house.drop, name="house-drop"),
    # the policy
    path("policy/", policy.policy, name="policy"),
    path("policy/<int:number>/", policy.version, name="policy-version"),
    path("policy/propose/", policy.propose, name="policy-propose"),
    path("policy/proposal/", policy.approve, name="policy-approve"),
    path("policy/proposal/drop/", policy.drop, name="policy-drop"),
    # many revisions
    path("manifests/", manifests.listing, name="manifests"),
    path("manifests/new/", manifests.make, name="manifest-make"),
    path("manifests/<int:pk>/", manifests.manifest, name="manifest"),
    path("manifests/<int:pk>/sample/", manifests.sample, name="manifest-sample"),
    path("manifest-items/<int:pk>/open/", manifests.open_item, name="manifest-open"),
    # notices
    path("notices/", notice_desk.desk, name="notices"),
    path("notices/change/", notice_desk.change, name="change-notices"),
    path("articles/<int:pk>/notices/", article_notices.article_notices, name="article-notices"),
    path("notices/<int:pk>/approve/", notices.notice, name="approve-notice"),
    path("rules/<int:pk>/approve/", notices.rule, name="approve-rule"),
    path("numbers/<int:pk>/approve/", notices.number, name="approve-number"),
]
