"""The door for web servers."""

import os

from django.core.wsgi import get_wsgi_application

from relcrm import celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relcrm.settings")

application = get_wsgi_application()

# In front of a page nobody waits for a broker: the next beat finds the row.
celery_app.conf.broker_transport_options.update(
    socket_timeout=1, socket_connect_timeout=1, max_retries=0
)
