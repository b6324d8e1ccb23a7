"""The web server's entry. Machine queries take the short way past Django's middleware (see queries.door)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")
application = get_wsgi_application()
