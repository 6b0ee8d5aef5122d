from django.urls import path

from safety.views import audit

urlpatterns = [
    path("audit/", audit.audit_log, name="audit-log"),
    path("audit/data.csv", audit.audit_csv, name="audit-csv"),
]
