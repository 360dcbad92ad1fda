"""Addresses: the pages at the root, the API under /api/ (地址)."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

handler500 = "liancun.faces.web.middleware.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
]
if find_spec("liancun.faces.api.urls"):
    urlpatterns.append(path("api/", include("liancun.faces.api.urls")))
if find_spec("liancun.faces.web.urls"):
    urlpatterns.append(path("", include("liancun.faces.web.urls")))
