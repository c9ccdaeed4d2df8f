"""The whole site on one screen."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/desk/", include("articles.editorial.urls")),
    path("admin/", include("people.signing_in.urls")),
    path("admin/", admin.site.urls),
    path("preview/", include("articles.editorial.outside_urls")),
    path("", include("articles.reader.urls")),
]

handler400 = "medsite.error_pages.bad_request"
handler429 = "people.signing_in.views.too_many"
