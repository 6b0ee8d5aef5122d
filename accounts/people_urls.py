"""Addresses of people: whom members see, and what leads, moderators and administrators decide about them."""

from django.urls import path

from accounts.views import administration, claims, profile

urlpatterns = [
    path("people/", administration.people, name="people"),
    path("people/domains/", administration.email_domains, name="email-domains"),
    path("people/domains/<int:pk>/remove/", administration.remove_email_domain, name="email-domain-remove"),
    path("people/claims/", claims.claims, name="claims"),
    path("people/claims/<int:pk>/", claims.claim, name="claim"),
    path("people/memberships/<int:pk>/end/", claims.end, name="membership-end"),
    path("people/<int:pk>/", profile.person, name="person"),
    path("people/<int:pk>/roles/", administration.roles, name="person-roles"),
    path("people/<int:pk>/restrictions/", administration.restrictions, name="person-restrictions"),
    path("areas/<str:code>/people/", claims.area_people, name="area-people"),
    path("areas/<str:code>/people/lead/", claims.change_lead, name="area-lead"),
]
