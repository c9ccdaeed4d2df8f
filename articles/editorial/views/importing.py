"""Importing by hand: check files or a pasted text, see the account of every line, then make drafts of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.domain.errors import Refused
from articles.domain.exchange import intake
from articles.domain.exchange.intake import Outcome, Prepared, TakenIn
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import status_of
from articles.editorial.import_forms import PASTED, CarriedForm, CarriedSources, ImportForm, Source, articles_in
from articles.editorial.importing import Account, account_of
from articles.editorial.screens import screen
from articles.importing.report import UnreadableSource
from people.roles import Role

Problem = UnreadableSource | Refused


@dataclass(frozen=True)
class Checked:
    """One article of a source as the screen shows it; ``problem`` where nothing can be made of it."""

    source: str
    prepared: Prepared | None = None
    account: Account | None = None
    problem: str = ""


@dataclass(frozen=True)
class CheckedSource:
    """A source with its articles, and the form that carries it to the next step. One of which an article cannot be
    read is not carried: the others go on without it.
    """

    form: CarriedForm | None
    articles: tuple[Checked, ...]

    @property
    def is_whole(self) -> bool:
        """Whether each article was read. One that was read and then refused may be tried again."""
        return all(one.prepared is not None for one in self.articles)

    @property
    def is_known(self) -> bool:
        """Whether one of its articles is here already, so that somebody may want another one."""
        return any(one.prepared is not None and one.prepared.article is not None for one in self.articles) or (
            self.form is not None and self.form["as_new"].value() in {True, "on"}
        )


@staff_view(Role.WRITER)
def import_articles(request: HttpRequest) -> HttpResponse:
    """The form; a POST checks what was given, and a second one makes drafts of it."""
    if request.method != "POST":
        return _screen(request, ImportForm(), [])
    if request.POST.get("step") in {"make", "again"}:
        return _make(request)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _screen(request, form, [], status=400)
    read = [(source, _checked(source)) for source in form.sources]
    whole = [_initial(source) for source, found in read if found.is_whole]
    carried = CarriedSources(initial=whole) if whole else None
    carriers = iter(carried.forms if carried is not None else [])
    checked = [replace(found, form=next(carriers)) if found.is_whole else found for _, found in read]
    refused = [CheckedSource(None, (Checked(error.source, problem=str(error)),)) for error in form.problems]
    status = 400 if not any(one.prepared for found in checked for one in found.articles) else 200
    return _screen(request, form, [*checked, *refused], carried=carried, status=status)


def _make(request: HttpRequest) -> HttpResponse:
    """Make drafts of what was checked, all or nothing for each source. What was refused stays, what was made goes."""
    carried = CarriedSources(request.POST)
    if not carried.is_valid():
        messages.error(
            request, "What was checked did not arrive whole. Choose the files again, or paste the text again."
        )
        return _screen(request, ImportForm(), [], status=400)
    checked, done, problems = list[CheckedSource](), list[TakenIn](), list[Problem]()
    pasted = ""
    for form in carried.forms:
        is_pasted = form.cleaned_data["name"] == PASTED
        try:
            source = form.source()
        except UnreadableSource as error:
            problems.append(error)
            pasted = form.cleaned_data["text"] if is_pasted else pasted
            continue
        found = _checked(source, form)
        if request.POST.get("step") == "make":
            try:
                done += _take_in(request, found)
                continue
            except (Refused, UnreadableSource) as error:
                problems.append(error)
                found = CheckedSource(form, (*found.articles[:-1], _with_problem(found.articles[-1], error)))
        checked.append(found)
        pasted = source.text if is_pasted else pasted
    for problem in problems:
        messages.error(request, str(problem))
    if request.POST.get("step") == "again" or problems:
        status = max((status_of(p) if isinstance(p, Refused) else 400 for p in problems), default=200)
        _say_done(request, done)
        left = CarriedSources(initial=[one.form.cleaned_data for one in checked if one.form]) if checked else None
        checked = [replace(one, form=form) for one, form in zip(checked, left.forms if left else [], strict=True)]
        return _screen(request, ImportForm(initial={"text": pasted}), checked, carried=left, status=status)
    return _answer(request, done)


def _take_in(request: HttpRequest, found: CheckedSource) -> list[TakenIn]:
    for one in found.articles:
        if one.prepared is None:
            raise Refused(f"{one.source}: {one.problem}")
    with transaction.atomic():
        return [
            intake.take_in(one.prepared, by=signed_in(request), now=timezone.now())
            for one in found.articles
            if one.prepared is not None
        ]


def _answer(request: HttpRequest, done: Sequence[TakenIn]) -> HttpResponse:
    """Go where the work goes on: to the one article, its proposed change, or the list."""
    _say_done(request, done)
    if len(done) != 1:
        return redirect("admin:articles_article_changelist")
    if done[0].outcome is Outcome.PROPOSED and done[0].row is not None:
        return redirect("editorial:import-report", done[0].row.pk)
    return redirect("editorial:article", done[0].article.pk)


def _say_done(request: HttpRequest, done: Iterable[TakenIn]) -> None:
    for one in done:
        said = {
            Outcome.NEW: f"“{one.article}” is a draft now. The report of its import stays with it.",
            Outcome.PROPOSED: f"“{one.article}” was here already: what is new waits as a proposed change.",
            Outcome.UNCHANGED: f"Nothing new: “{one.article}” was not changed.",
        }
        messages.success(request, said[one.outcome])


def _checked(source: Source, form: CarriedForm | None = None) -> CheckedSource:
    as_new = form is not None and bool(form.cleaned_data.get("as_new"))
    try:
        found = articles_in(source)
    except UnreadableSource as error:
        return CheckedSource(form, (Checked(source.name, problem=str(error)),))
    articles = []
    for piece in found:
        try:
            prepared = intake.prepare(piece.read(), text=piece.text, as_new=as_new)
        except (UnreadableSource, Refused) as error:
            articles.append(Checked(piece.source, problem=str(error)))
        else:
            articles.append(Checked(piece.source, prepared, account_of(prepared)))
    return CheckedSource(form, tuple(articles))


def _with_problem(one: Checked, error: Problem) -> Checked:
    return Checked(one.source, one.prepared, one.account, one.problem or str(error))


def _initial(source: Source) -> dict[str, str]:
    return {"name": source.name, "text": source.text, "format": source.format.value}


def _screen(
    request: HttpRequest,
    form: ImportForm,
    checked: Sequence[CheckedSource],
    *,
    carried: object = None,
    status: int = 200,
) -> HttpResponse:
    articles = [one for found in checked for one in found.articles]
    ready = [one for found in checked if found.form and found.is_whole for one in found.articles]
    context = {
        "title": "Import articles",
        "form": form,
        "checked": checked,
        "carried": carried,
        "ready": ready,
        "only": ready[0] if len(articles) == 1 and ready else None,
        "left": sum(not found.is_whole for found in checked),
        "is_known": any(found.form and found.is_known for found in checked),
        "something_new": any(o.prepared is not None and o.prepared.outcome is not Outcome.UNCHANGED for o in ready),
    }
    return screen(request, "editorial/import.html", context, status=status)
