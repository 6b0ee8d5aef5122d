import os

from celery import Celery
from celery.signals import celeryd_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("exemplar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def listen_patiently(conf, **_) -> None:
    """Let a worker wait longer for the broker than pages do."""
    conf.broker_transport_options |= settings.WORKERS_PATIENCE
