"""What discussions are about, and the charts from which they were started."""

from django.urls import path

from forum.views import charts, links

urlpatterns = [
    path("forum/names.json", links.link_names, name="link-names"),
    path("threads/<int:pk>/about/", links.thread_about, name="thread-about"),
    path("threads/<int:pk>/chart.svg", charts.thread_chart_svg, name="thread-chart-svg"),
    path("threads/<int:pk>/chart.png", charts.thread_chart_png, name="thread-chart-png"),
]
