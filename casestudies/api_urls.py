"""Addresses of the API about practice: case studies, technologies, adoption and its effects."""

from django.urls import path

from casestudies.api import adoption, cases, effects, technologies

urlpatterns = [
    path("case-studies/", cases.CaseList.as_view(), name="api-case-studies"),
    path("case-studies/<int:pk>/", cases.CaseDetail.as_view(), name="api-case-study"),
    path("technologies/", technologies.TechnologyList.as_view(), name="api-technologies"),
    path("technologies/<slug:slug>/", technologies.TechnologyDetail.as_view(), name="api-technology"),
    path("technologies/<slug:slug>/did-it-work/", technologies.DidItWork.as_view(), name="api-did-it-work"),
    path("adoption-records/", adoption.RecordList.as_view(), name="api-adoption-records"),
    path("adoption-records/<int:pk>/", adoption.RecordDetail.as_view(), name="api-adoption-record"),
    path("effects/", effects.EffectList.as_view(), name="api-effects"),
    path("effects/<int:pk>/", effects.EffectDetail.as_view(), name="api-effect"),
]
