"""Addresses of the house for people without an account. None of them leads to another, and no list names them."""

from django.urls import path, re_path

from articles.editorial.views import outside

app_name = "outside"

urlpatterns = [
    path("<str:token>/", outside.preview, name="preview"),
    re_path(r"^(?P<token>[^/]+)/files/(?P<name>[0-9a-f]{64}\.(?:png|jpg|webp))$", outside.file, name="preview-file"),
]
