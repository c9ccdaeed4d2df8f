"""The notice desk: every notice, rule and local number, and how to begin a change of one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.choices import HARM_ORDER, Harm
from articles.domain.errors import Refused
from articles.domain.overlay import notice_desk, notice_overview, number_desk
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen

KEY_LENGTH = 60


@require_safe
@staff_view()
def desk(request: HttpRequest) -> HttpResponse:
    """All of them with their state, the worst harm first, and what is amiss."""
    return _desk(request)


@require_POST
@staff_view()
def change(request: HttpRequest) -> HttpResponse:
    """Begin work on the next version of what is in force, or on taking a rule out of force."""
    sent = {name: request.POST.get(name, "")[:KEY_LENGTH] for name in ("kind", "code", "locale")}
    by, now = signed_in(request), timezone.now()
    verbs: dict[str, Callable[[], Any]] = {
        "notice": lambda: notice_desk.change_notice(sent["code"], sent["locale"], by=by, now=now),
        "rule": lambda: notice_desk.change_rule(sent["code"], by=by, now=now),
        "retire": lambda: notice_desk.change_rule(sent["code"], by=by, now=now, retire=True),
        "number": lambda: number_desk.change_number(sent["code"], by=by, now=now),
    }
    if sent["kind"] not in verbs:
        return _desk(request, status=say(request, Refused("Choose what to change: a notice, a rule or a number.")))
    try:
        proposal = verbs[sent["kind"]]()
    except Refused as error:
        return _desk(request, status=say(request, error))
    if sent["kind"] == "retire":
        return redirect("editorial:approve-rule", proposal.pk)
    return redirect(f"admin:articles_{proposal._meta.model_name}_change", proposal.pk)


def _desk(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    day = timezone.localdate()
    lines = notice_overview.notice_lines()
    numbers = notice_overview.number_lines(day=day)
    groups = [(Harm(harm).label, [line for line in lines if line.harm == harm]) for harm in HARM_ORDER]
    context = {
        "title": "Notices",
        "groups": [(label, found) for label, found in groups if found],
        "orphans": notice_overview.orphan_rules(lines),
        "numbers": numbers,
        "problems": list(notice_overview.problems(day=day)),
        "waiting": len({row for line in lines for row in line.proposals})
        + sum(n.proposal is not None for n in numbers),
    }
    return screen(request, "editorial/notices.html", context, status=status)
