"""A node whose clock goes wrong by AHEAD_H hours: web server and courier begin here instead of in Comity itself.

Where Comity asks for the time it asks Django: everything of the node is wrong by as much, its database's clock is not.
"""

import os
from datetime import timedelta

from django.utils import timezone

AHEAD = timedelta(hours=float(os.environ["AHEAD_H"]))
_now = timezone.now
timezone.now = lambda: _now() + AHEAD

if __name__ == "__main__":
    from comity.__main__ import main

    main()
else:
    from comity.wsgi import application as application
