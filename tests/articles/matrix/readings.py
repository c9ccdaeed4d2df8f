"""Every door through which somebody may read: a function that opens it and says whether it gave something away."""

from collections.abc import Callable
from typing import Any

from articles.domain.errors import Refused
from articles.domain.pack.making import make_pack
from medsite.lib.markdown.pictures import file_name
from people.models import User
from tests.articles.matrix.house import CANARY, House

Reading = Callable[[House, Any], bool]
DESK = "/admin/desk"


def shows(response: Any) -> bool:
    """Whether somebody got the text, whatever the status says."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return CANARY.encode() in content


def given(response: Any) -> bool:
    return bool(response.status_code == 200)


def _text(address: Callable[[House], str]) -> Reading:
    return lambda house, client: shows(client.get(address(house)))


def _bytes(address: Callable[[House], str]) -> Reading:
    return lambda house, client: given(client.get(address(house)))


def _image(house: House) -> str:
    return file_name(house.picture.digest, house.picture.media_type)


def _sent(tail: str) -> Reading:
    def read(house: House, client: Any) -> bool:
        return house.revision is not None and shows(client.get(f"{DESK}/revisions/{house.revision.pk}/{tail}"))

    return read


def _record(house: House, client: Any) -> bool:
    revision = house.revision
    return revision is not None and shows(client.get(f"/admin/articles/revision/{revision.pk}/change/"))


def take_pack(house: House, by: User) -> bool:
    if house.publication is None:
        return False
    try:
        return bool(make_pack(house.publication, by=by))
    except Refused:
        return False


PUBLIC: dict[str, Reading] = {
    "page": _text(lambda house: f"/articles/{house.article.slug}/"),
    "Markdown": _text(lambda house: f"/articles/{house.article.slug}.md"),
    "API": _text(lambda house: f"/api/v1/articles/{house.article.slug}/"),
    "list of the API": _text(lambda house: "/api/v1/articles/"),
    "feed": _text(lambda house: "/feed/"),
    "search": _text(lambda house: "/search/?q=song"),
    "image": _bytes(lambda house: f"/files/{_image(house)}"),
}

READINGS: dict[tuple[str, str], Reading] = {
    ("look through a preview link", "link"): _text(lambda house: f"/preview/{house.links[0].token}/"),
    ("look through a preview link", "image of the link"): _bytes(
        lambda house: f"/preview/{house.links[0].token}/files/{_image(house)}"
    ),
    ("read the draft", "preview"): _text(lambda house: f"{DESK}/drafts/{house.draft.pk}/preview/"),
    ("read the draft", "editor"): _text(lambda house: f"/admin/articles/draft/{house.draft.pk}/change/"),
    ("read the draft", "saved versions"): lambda house, client: given(
        client.get(f"{DESK}/drafts/{house.draft.pk}/versions/?version=1")
    ),
    ("read the draft", "image"): _bytes(lambda house: f"{DESK}/files/{_image(house)}"),
    ("read the comments", "desk"): _text(lambda house: f"{DESK}/drafts/{house.draft.pk}/comments/"),
    ("read what was sent", "review"): _sent(""),
    ("read what was sent", "preview"): _sent("preview/"),
    ("read what was sent", "record"): _record,
    ("take the approval pack", "desk"): _bytes(
        lambda house: f"{DESK}/articles/{house.draft.article_id}/publications/1/pack/"
    ),
    **{("read as the public", door): reading for door, reading in PUBLIC.items()},
}
