"""Public addresses."""

from django.urls import path, re_path

from articles.reader import bibliographies, files, health, people, questions, views

app_name = "reader"

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/", views.article_list, name="articles"),
    path("articles/<slug:slug>/", views.article, name="article"),
    re_path(
        r"^articles/(?P<slug>[-\w]+)/references\.(?P<ending>ris|bib)$", bibliographies.references, name="references"
    ),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("faq/", questions.index, name="faq"),
    path("faq/<slug:slug>/", questions.topic, name="faq-topic"),
    path("people/", people.people, name="people"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("people/<slug:slug>/written/", people.written, name="person-written"),
    path("people/<slug:slug>/signed/", people.signed, name="person-signed"),
    re_path(r"^files/(?P<name>[0-9a-f]{64}\.(?:png|jpg|webp))$", files.file, name="file"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
