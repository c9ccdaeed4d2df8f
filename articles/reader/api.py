"""The read-only API. Articles are stored as JSON when they are published, with every notice."""

import base64
import binascii
import hashlib
import json
from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError

from articles.choices import Format, PublicationKind
from articles.reader import answers, gone, served
from articles.reader.views import live_topics
from articles.rendering.page import absolute, this_site
from articles.rendering.payload import ArticlePayload, ListPayload, ProblemPayload

LIMIT, MOST = 20, 50
DESCRIPTION = (
    "Articles as they are live now: text that a clinician signed, and the notices that apply to it today. Whoever "
    "shows an article shows its notices too, the worst first, and links to its page. Addresses in HTML may be "
    "relative to the site. Send the ETag of an answer back as If-None-Match, and an unchanged one costs nothing."
)

api = NinjaAPI(
    title="Articles",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="reader:api-v1",
)

Slug = Annotated[str, Path(max_length=100, pattern=r"^[-\w]+$")]


class Problem(Exception):
    """An answer that is no article, in a sentence for the person who wrote the client."""

    def __init__(self, status: int, error: str, withdrawn_on: date | None = None) -> None:
        super().__init__(error)
        self.status, self.payload = status, ProblemPayload(error=error, withdrawn_on=withdrawn_on)


@api.get(
    "/articles/",
    response={200: ListPayload, 304: None, 400: ProblemPayload, 404: ProblemPayload},
    operation_id="list_articles",
    url_name="articles",
    summary="Live articles, oldest first. Follow “next” until it is null to read all of them",
)
def list_articles(
    request: HttpRequest,
    topic: Annotated[str, Query(max_length=100, pattern=r"^[-\w]*$", description="The slug of a topic")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = LIMIT,
    cursor: Annotated[str, Query(max_length=40, description="From “next”; do not build it yourself")] = "",
) -> HttpResponse:
    after = _read_cursor(cursor)
    found = served.rows(Format.ITEM, limit=limit + 1, now=timezone.now(), topic=topic, after=after)
    if not found and topic and not live_topics().filter(slug=topic).exists():
        raise Problem(404, "There is no topic with this slug.")
    shown, following = found[:limit], ""
    if len(found) > limit:
        query = {"cursor": _write_cursor(shown[-1].page), "limit": str(limit)}
        query |= {"topic": topic} if topic else {}
        following = absolute(f"{reverse('reader:api-v1:articles')}?{urlencode(query)}")
    next_json = f'"{following}"' if following else "null"
    text = f'{{"articles":[{",".join(row.text for row in shown)}],"next":{next_json}}}'.encode()
    return answers.answer(request, text, digest=hashlib.sha256(text).hexdigest(), content_type=answers.JSON)


@api.get(
    "/articles/{slug}/",
    response={
        200: ArticlePayload,
        301: None,
        304: None,
        400: ProblemPayload,
        404: ProblemPayload,
        410: ProblemPayload,
        503: ProblemPayload,
    },
    operation_id="get_article",
    url_name="article",
    summary="One live article. 410 says that it was withdrawn: delete your copy",
)
def get_article(request: HttpRequest, slug: Slug) -> HttpResponse:
    try:
        found = served.find(
            slug,
            Format.JSON,
            encoding=answers.wanted_encoding(request),
            known=answers.known(request),
            now=timezone.now(),
        )
    except served.Withheld:
        raise Problem(503, "This article is withheld while its text is being checked. Try again later.") from None
    if found is None:
        return _gone_or_missing(slug)
    return answers.answer(request, found.body, digest=found.digest, content_type=answers.JSON, stored_as=found.encoding)


@api.get("/openapi.json", include_in_schema=False, url_name="openapi")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API, for programs."""
    described = dict(api.get_openapi_schema()) | {"servers": [{"url": this_site().url}]}
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
    return answers.answer(request, text, digest=hashlib.sha256(text).hexdigest(), content_type=answers.JSON)


@api.get("/", include_in_schema=False)
def root(request: HttpRequest) -> HttpResponse:
    """The address itself leads to the description."""
    return HttpResponseRedirect(reverse("reader:api-v1:openapi"))


@api.get("/{path:rest}", include_in_schema=False)
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    raise Problem(404, "There is nothing at this address. See openapi.json for what there is.")


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return _say(problem.status, problem.payload)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = "; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors[:5])
    return _say(400, ProblemPayload(error=f"The request cannot be read. {said}."))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(404, ProblemPayload(error="There is no article at this address."))


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _say(error.status_code, ProblemPayload(error=str(error)))


def _gone_or_missing(slug: str) -> HttpResponse:
    found = gone.what_became_of(slug)
    if found is None:
        raise Problem(404, "There is no article at this address.")
    if found.moved_to:
        moved = HttpResponsePermanentRedirect(reverse("reader:api-v1:article", args=[found.moved_to]))
        moved["Cache-Control"] = answers.CACHE_CONTROL
        return moved
    done = "taken down for a check" if found.kind == PublicationKind.SUSPENDED else "withdrawn"
    raise Problem(410, f"This article was {done}. Delete your copy of it. {found.note}".strip(), found.on)


def _say(status: int, payload: ProblemPayload) -> HttpResponse:
    response = HttpResponse(payload.model_dump_json(exclude_none=True), content_type=answers.JSON, status=status)
    response["Cache-Control"] = answers.CACHE_CONTROL
    return response


def _write_cursor(page: int) -> str:
    return base64.urlsafe_b64encode(f"after {page}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        text = ""
    word, _, number = text.partition(" ")
    if word != "after" or not number.isdigit() or len(number) > 18:
        raise Problem(400, "This cursor cannot be read. Begin again without one.")
    return int(number)
