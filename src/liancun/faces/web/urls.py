"""The pages' addresses (网页地址), gathered from the modules beside this one."""

from liancun.faces.web import imports, ledger, notices, outcomes, pages, points, registry, session, settlement

urlpatterns = [
    *pages.urlpatterns,
    *session.urlpatterns,
    *settlement.urlpatterns,
    *notices.urlpatterns,
    *registry.urlpatterns,
    *points.urlpatterns,
    *ledger.urlpatterns,
    *imports.urlpatterns,
    *outcomes.urlpatterns,
]
