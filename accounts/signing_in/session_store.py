"""Sessions in the database, looked up in a query that is prepared: every page of somebody signed in asks it."""

from django.contrib.sessions.backends import db
from django.db.models import CharField, QuerySet

from safety.prepared import Late, Moment, Prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        found = _unexpired(key=self.session_key).all
        if found:
            return found[0]
        self._session_key = None
        return None


@Prepared
def _unexpired() -> QuerySet:
    sessions = SessionStore.get_model_class().objects
    return sessions.filter(session_key=Late("key", CharField()), expire_date__gt=Moment())
