"""The notices of one article: why each is there, what staff say of the article, and which rules do not apply to it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.choices import Mark
from articles.domain.errors import Refused
from articles.domain.overlay import exceptions, notices
from articles.domain.overlay.standing import standing
from articles.domain.publication import framing, log
from articles.editorial import step_up
from articles.editorial.access import get_article, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.forms import NoticeDecisionForm
from articles.editorial.screens import screen
from articles.models import Article


@dataclass(frozen=True)
class Deciding:
    """A decision that needs a reason and a signature: how it is announced, and what its button says."""

    title: str
    explain: str
    button: str


DECISIONS = {
    "waive": Deciding(
        "Waive the rule “{}” for this article",
        "Its notice leaves the page, unless another rule asks for it. A new version of the rule ends the waiver.",
        "Waive it",
    ),
    "restore": Deciding(
        "Let the rule “{}” apply to this article again", "Its notice is back at the next request.", "Let it apply"
    ),
    "clear": Deciding(
        "Take the mark “{}” off", "The notice that the mark brought leaves the page at the next request.", "Take it off"
    ),
}


@staff_view()
def article_notices(request: HttpRequest, pk: int) -> HttpResponse:
    """Look, and decide: ``act`` and ``key`` in the query open the form of a decision, in a POST they are it."""
    article = get_article(pk)
    if request.method != "POST":
        act, key = request.GET.get("act", ""), request.GET.get("key", "")
        if act and (act not in DECISIONS or not _is_key(act, key)):
            raise Http404
        form = NoticeDecisionForm(initial={"act": act, "key": key}) if act else None
        return _screen(request, article, form)
    form = NoticeDecisionForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            _decide(request, article, form.cleaned_data)
        except Refused as error:
            status = say(request, error)
        else:
            return redirect("editorial:article-notices", article.pk)
    return _screen(request, article, form, status=status)


def _is_key(act: str, key: str) -> bool:
    return key in Mark.values if act == "clear" else bool(key) and len(key) <= 60 and key.replace("-", "").isalnum()


def _decide(request: HttpRequest, article: Article, data: dict[str, Any]) -> None:
    by, now = signed_in(request), timezone.now()
    if data["act"] == "set":
        exceptions.set_mark(article, Mark(data["key"]), by=by, now=now)
        return
    evidence = step_up.evidence_for(request, now=now)
    signed: dict[str, Any] = {"evidence": evidence, "reason": data["reason"], "by": by, "now": now}
    match data["act"]:
        case "clear":
            exceptions.clear_mark(article, Mark(data["key"]), **signed)
        case "waive":
            exceptions.waive(article, data["key"], **signed)
        case "restore":
            exceptions.restore(article, data["key"], **signed)


def _screen(
    request: HttpRequest, article: Article, form: NoticeDecisionForm | None, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    marks = {row.mark: row for row in article.marks.select_related("by")}
    deciding = None
    if form is not None:
        act, key = str(form["act"].value() or ""), str(form["key"].value() or "")
        if act in DECISIONS and _is_key(act, key):
            found = DECISIONS[act]
            said = Mark(key).label if act == "clear" else key
            deciding = Deciding(found.title.format(said), found.explain, found.button)
    context = live_notices(article) | {
        "title": "Notices of this article",
        "article": article,
        "may_waive": True,
        "general_rule": notices.GENERAL_RULE,
        "marks": [(mark, marks.get(mark.value)) for mark in Mark],
        "waivers": article.notice_waivers.order_by("-pk"),
        "waived": {code for code, _ in notices.waived_for([article.pk]).get(article.pk, ())},
        "deciding": deciding,
        "form": form,
        **step_up.asking(request, now=now),
    }
    return screen(request, "editorial/article_notices.html", context, status=status)


def live_notices(article: Article) -> dict[str, Any]:
    """The notices that readers see on an article now, as its staff screens show them."""
    publication = log.live_publication(article)
    if publication is None:
        return {"notices": [], "notices_problem": "The article is not live. Its notices stand on the review screen."}
    try:
        chosen = framing.live_notices(article, publication, now=timezone.now())
    except Refused as error:
        return {"notices": [], "notices_problem": str(error)}
    return {"notices": standing(chosen, article=article), "notices_problem": ""}
