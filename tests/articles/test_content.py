"""ArticleContent: one shape, one spelling, also for what is still incomplete."""

import json
from functools import partial
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from articles.content import (
    TEXT_LIMIT,
    ArticleContent,
    Author,
    BankSource,
    Citation,
    File,
    KeyPoint,
    Passage,
    Question,
    SubjectFact,
    TopicFact,
    TranslationOf,
    UnreadableContent,
    content_digest,
)
from medsite.lib.canonical import canonical_json

ARTICLE = UUID("6f9c1c4e-0d3b-4c59-9d7e-2f1f6f0c1a11")
CONTRACT = {
    "schema_version", "locale", "title", "lead", "summary", "key_points", "body", "questions", "citations", "authors",
    "article_type", "audience", "funding", "topics", "subjects", "files",
}  # fmt: skip

letters = st.characters(exclude_categories=["Cs", "Cc"])
lines = st.text(letters, max_size=60).map(lambda text: " ".join(text.split()))
texts = st.text(st.one_of(letters, st.just("\n")), max_size=200)
files = st.builds(
    File,
    digest=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    alt=lines,
    kind=st.sampled_from(["", "chart"]),
    text_version=texts,
)
slugs = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
originals = st.builds(
    TranslationOf,
    article=st.uuids(),
    version=st.integers(1, 99),
    content_digest=st.text("0123456789abcdef", min_size=64, max_size=64),
)
records = st.fixed_dictionaries({"id": slugs, "type": st.just("article-journal"), "title": lines.filter(bool)})


def _with_key(key: str, record: dict[str, str]) -> dict[str, str]:
    return record | {"id": key}


@st.composite
def contents(draw: st.DrawFn) -> ArticleContent:
    keys = draw(st.lists(slugs, max_size=4, unique=True))
    citations = [
        Citation(
            key=key,
            number=draw(st.none() | st.integers(0, 99)),
            raw_text=draw(texts),
            reference=draw(st.none() | records.map(partial(_with_key, key))),
            passage=draw(st.none() | st.builds(Passage, quote=texts, place=lines)),
        )
        for key in keys
    ]
    citations += draw(st.lists(st.builds(Citation, number=st.integers(1, 20), raw_text=texts), max_size=3))
    return ArticleContent(
        title=draw(lines),
        lead=draw(texts),
        summary=draw(texts),
        key_points=tuple(draw(st.lists(st.builds(KeyPoint, label=lines, text=texts), max_size=4))),
        body=draw(texts),
        questions=tuple(
            draw(
                st.lists(
                    st.builds(
                        Question,
                        question=lines,
                        answer=texts,
                        bank=st.none() | st.builds(BankSource, question=st.uuids(), version=st.integers(1, 9)),
                    ),
                    max_size=3,
                )
            )
        ),
        citations=tuple(citations),
        authors=tuple(
            draw(st.lists(st.builds(Author, profile=st.uuids(), name=lines), max_size=2, unique_by=_profile))
        ),
        topics=tuple(draw(st.lists(st.builds(TopicFact, slug=slugs, name=lines), max_size=3, unique_by=_slug))),
        subjects=tuple(
            draw(
                st.lists(
                    st.builds(SubjectFact, slug=slugs, name=lines, kind=st.just("drug"), classes=st.just(("ssri",))),
                    max_size=3,
                    unique_by=_slug,
                )
            )
        ),
        files=tuple(draw(st.lists(files, max_size=2, unique_by=_digest))),
        audience=draw(st.sampled_from(["", "public"])),
        translation_of=draw(st.none() | originals),
    )


def _digest(file: File) -> str:
    return file.digest


def _profile(author: Author) -> UUID:
    return author.profile


def _slug(fact: TopicFact | SubjectFact) -> str:
    return fact.slug


@given(contents())
def test_content_to_json_and_back_is_the_identity(content: ArticleContent) -> None:
    text = content.to_json()

    assert ArticleContent.from_json(text) == content
    assert ArticleContent.from_json(text).to_json() == text


@given(contents(), contents())
def test_two_contents_are_equal_exactly_when_their_texts_are(one: ArticleContent, other: ArticleContent) -> None:
    assert (one == other) == (one.to_json() == other.to_json())


@given(contents(), st.randoms())
def test_the_order_of_keys_in_the_input_changes_nothing(content: ArticleContent, random: object) -> None:
    data = json.loads(content.to_json())
    keys = list(data)
    random.shuffle(keys)  # type: ignore[attr-defined]  # hypothesis' random

    assert ArticleContent.from_json(json.dumps({key: data[key] for key in keys})).to_json() == content.to_json()


def test_a_citation_without_a_passage_has_the_text_that_it_had_before_there_were_passages() -> None:
    bare = ArticleContent(citations=(Citation(key="a", raw_text="Sample A. 2020."),))
    blank = ArticleContent(citations=(Citation(key="a", raw_text="Sample A. 2020.", passage=Passage(quote=" \n")),))
    held = ArticleContent(citations=(Citation(key="a", passage=Passage(quote="So it is.", place="p. 3")),))

    assert '"citations":[{"key":"a","number":null,"raw_text":"Sample A. 2020.","reference":null}]' in bare.to_json()
    assert blank.to_json() == bare.to_json()
    assert '"passage":{"place":"p. 3","quote":"So it is."}' in held.to_json()


def test_a_text_that_is_no_translation_has_the_json_that_it_had_before_there_were_translations() -> None:
    link = TranslationOf(article=ARTICLE, version=3, content_digest="a" * 64)
    translation = ArticleContent(locale="es", translation_of=link)

    assert "translation_of" not in ArticleContent().model_dump()
    assert (
        f'"translation_of":{{"article":"{ARTICLE}","content_digest":"{"a" * 64}","version":3}}' in translation.to_json()
    )
    assert content_digest(ARTICLE, translation.to_json()) != content_digest(
        ARTICLE, ArticleContent(locale="es").to_json()
    )


def test_an_image_without_kind_and_text_version_has_the_text_that_it_had_before_there_were_any() -> None:
    plain = File(digest="ab" * 32, alt="A chart")
    empty = File(digest="ab" * 32, alt="A chart", kind="", text_version=" \n")

    assert list(plain.model_dump()) == ["digest", "media_type", "width", "height", "alt", "caption", "credit"]
    assert ArticleContent(files=(empty,)).to_json() == ArticleContent(files=(plain,)).to_json()
    assert File(digest="ab" * 32, kind="chart", text_version="One: 11%.").model_dump()["text_version"] == "One: 11%."


def test_an_empty_article_is_a_content() -> None:
    assert ArticleContent.from_json("{}") == ArticleContent()


def test_the_top_level_is_what_other_programs_rely_on() -> None:
    assert set(json.loads(ArticleContent().to_json())) - {"funding_note"} == CONTRACT


@given(contents())
def test_any_changed_field_gives_another_digest(content: ArticleContent) -> None:
    changed = content.model_copy(update={"title": content.title + "x"})

    assert content_digest(ARTICLE, content.to_json()) != content_digest(ARTICLE, changed.to_json())


def test_the_same_text_in_another_article_has_another_digest() -> None:
    text = ArticleContent(title="A sample").to_json()

    assert content_digest(ARTICLE, text) != content_digest(uuid4(), text)


def test_locale_and_schema_version_are_in_the_digest() -> None:
    english, spanish = ArticleContent(locale="en").to_json(), ArticleContent(locale="es").to_json()

    assert content_digest(ARTICLE, english) != content_digest(ARTICLE, spanish)
    assert '"schema_version":1' in english


def test_the_digest_of_a_known_text_stays_what_it_is() -> None:
    """If this changes, every signature of every site stops counting."""
    digest = content_digest(ARTICLE, ArticleContent(title="A sample").to_json())

    assert digest == "e46a72fd6fc21aadfa9aebdfdbc7b137470f042fbc790030500e57f410da0c91"


def test_line_ends_have_one_spelling() -> None:
    assert ArticleContent(body="a\r\nb\rc") == ArticleContent(body="a\nb\nc")


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f"])
def test_control_characters_are_refused_by_name(character: str) -> None:
    with pytest.raises(ValidationError, match=rf"U\+{ord(character):04X}"):
        ArticleContent(body=f"5{character}mg")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnreadableContent):
        ArticleContent.from_json('{"title": "\\ud800"}')


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"schema_version": 2}, "schema_version: has to be 1."),
        ({"titel": "x"}, "titel: is no part of an article. Take it out."),
        ({"key_points": [{"label": 5}]}, "key_points.0.label: has to be text."),
        ({"key_points": ["x"]}, "key_points.0: has to be an object: names with values, between braces."),
        ({"questions": 5}, "questions: has to be a list."),
        ({"citations": [{"number": "x"}]}, "citations.0.number: has to be a whole number."),
        ({"citations": [{"number": -1}]}, "citations.0.number: has to be at least 0."),
        ({"citations": [{"reference": {"title": "x"}}]}, "citations.0.reference: has no id: the citation key of"),
        ({"citations": [{"key": "a"}, {"key": "a"}]}, "citations: the key 'a' stands for two sources."),
        ({"topics": [{"slug": "a", "name": "A"}] * 2}, "topics: names one of them twice."),
        ({"topics": [{"slug": "a"}]}, "topics.0.name: is missing."),
        ({"authors": [{"profile": str(ARTICLE), "name": "A"}] * 2}, "authors: names one of them twice."),
        ({"authors": [{"profile": "x", "name": "A"}]}, "authors.0.profile: has to be a UUID."),
        ({"locale": "English"}, "locale: has to be the code of a language, such as en, es or en-GB."),
        ({"body": "x" * (TEXT_LIMIT + 1)}, "body: is too long; the limit is 60,000 characters."),
        ({"key_points": [{}] * 501}, "key_points: is too long; the limit is 500 entries."),
        ([], "content: has to be an object: names with values, between braces."),
    ],
)
def test_unreadable_json_names_the_place_and_says_in_words_what_is_wrong(data: object, said: str) -> None:
    with pytest.raises(UnreadableContent) as refused:
        ArticleContent.from_json(json.dumps(data))

    assert str(refused.value).startswith(said)


def test_what_is_no_json_says_where_it_ends() -> None:
    with pytest.raises(UnreadableContent, match=r"^content: cannot be read as JSON \(.+ at line 1 column 2\)\.$"):
        ArticleContent.from_json("not json")


def test_topics_and_subjects_have_one_order() -> None:
    forwards = ArticleContent(topics=(TopicFact(slug="a", name="A"), TopicFact(slug="b", name="B")))
    backwards = ArticleContent(topics=(TopicFact(slug="b", name="B"), TopicFact(slug="a", name="A")))

    assert forwards.to_json() == backwards.to_json()


def test_a_record_with_a_float_has_no_spelling() -> None:
    content = ArticleContent(citations=(Citation(key="a", reference={"id": "a", "volume": 1.5}),))

    with pytest.raises(ValueError, match="floating-point"):
        content.to_json()
    assert canonical_json({"volume": 1}) == '{"volume":1}'
