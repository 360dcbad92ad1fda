"""The door for a web server: granian, gunicorn, or any other that speaks WSGI.

Whoever serves it has the data opened as `liancun serve` does: keys there, migrated after a backup, guarded,
its charter sound. Where that cannot be, nothing is served, and what is missing is said.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liancun.settings")

application = get_wsgi_application()


def _opened() -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connections

    from liancun.base import startup
    from liancun.base.database_errors import refusal_of
    from liancun.faces.words import all_placed, worded
    from liancun.kernel import BadInput, Reason, Refusal

    try:
        startup.open_for_use()
    except BadInput as bad:
        why = "\n".join(all_placed(bad))
    except Refusal as no:
        why = worded(no)
    except (DatabaseError, OSError) as no:
        refusal = refusal_of(no)
        unreachable = Reason("doctor.database_unreachable")
        why = worded(refusal) if refusal else str(no) if isinstance(no, OSError) else worded(unreachable)
    else:
        return
    finally:
        connections.close_all()
    raise ImproperlyConfigured(worded(Reason.of("opening.not_served", why=why)))


_opened()
