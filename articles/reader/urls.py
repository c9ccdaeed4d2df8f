"""Public addresses. Lists have one in each language of the interface; an article has one, whatever its language."""

from django.urls import include, path, re_path

from articles.reader import (
    about,
    bibliographies,
    feedback,
    feeds,
    files,
    health,
    history,
    other_languages,
    people,
    questions,
    robots,
    search,
    sitemaps,
    subjects,
    suggestions,
    views,
)
from articles.reader.api import api
from medsite.lib.languages import PREFIX

app_name = "reader"

in_each_language = [
    path("", views.home, name="home"),
    path("articles/", views.article_list, name="articles"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/feed/", feeds.topic_feed, name="topic-feed"),
    path("subjects/", subjects.index, name="subjects"),
    path("subjects/<slug:slug>/", subjects.subject, name="subject"),
    path("languages/", other_languages.index, name="languages"),
    path("languages/<slug:language>/", other_languages.language, name="language"),
    path("faq/", questions.index, name="faq"),
    path("faq/<slug:slug>/", questions.topic, name="faq-topic"),
    path("about/", about.index, name="about"),
    path("about/how-we-review/", about.review, name="about-review"),
    path("about/privacy/", about.privacy, name="about-privacy"),
    path("about/accessibility/", about.accessibility, name="about-accessibility"),
    path("about/corrections/", about.corrections, name="corrections"),
    path("about/contact/", about.contact, name="contact"),
    path("about/<slug:key>/", about.own, name="about-own"),
    path("people/", people.people, name="people"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("people/<slug:slug>/written/", people.written, name="person-written"),
    path("people/<slug:slug>/signed/", people.signed, name="person-signed"),
    path("search/", search.results, name="search"),
    path("search/suggestions/", suggestions.suggestions, name="suggestions"),
    path("feed/", feeds.feed, name="feed"),
]

urlpatterns = [
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>.md", views.markdown, name="markdown"),
    path("articles/<slug:slug>/feedback/", feedback.message, name="feedback"),
    path("articles/<slug:slug>/feedback/helpful/", feedback.vote, name="vote"),
    path("articles/<slug:slug>/history/", history.history, name="history"),
    path("articles/<slug:slug>/history/<int:number>/", history.past_version, name="past-version"),
    re_path(
        r"^articles/(?P<slug>[-\w]+)/references\.(?P<ending>ris|bib)$", bibliographies.references, name="references"
    ),
    re_path(r"^files/(?P<name>[0-9a-f]{64}\.(?:png|jpg|webp))$", files.file, name="file"),
    path("api/v1/", api.urls),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-site.xml", sitemaps.of_site, name="sitemap-site"),
    path("sitemap-subjects-<int:number>.xml", sitemaps.of_subjects, name="sitemap-subjects"),
    path("sitemap-<int:number>.xml", sitemaps.of_pages, name="sitemap-pages"),
    path("robots.txt", robots.robots, name="robots"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path(PREFIX, include(in_each_language)),
]
