"""The whole site on one screen."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "Editorial desk"

urlpatterns = [
    path("admin/desk/", include("articles.editorial.urls")),
    path("admin/", admin.site.urls),
    path("", include("articles.reader.urls")),
]
