"""The pages' addresses (网页地址), gathered from the modules beside this one."""

from liancun.faces.web import (
    cooperative,
    cooperative_sales,
    deliveries,
    imports,
    labour,
    land,
    ledger,
    notices,
    outcomes,
    pages,
    people,
    points,
    registry,
    session,
    settlement,
    surplus,
)

urlpatterns = [
    *pages.urlpatterns,
    *session.urlpatterns,
    *settlement.urlpatterns,
    *notices.urlpatterns,
    *registry.urlpatterns,
    *people.urlpatterns,
    *points.urlpatterns,
    *land.urlpatterns,
    *ledger.urlpatterns,
    *deliveries.urlpatterns,
    *cooperative_sales.urlpatterns,
    *surplus.urlpatterns,
    *cooperative.urlpatterns,
    *labour.urlpatterns,
    *imports.urlpatterns,
    *outcomes.urlpatterns,
]
