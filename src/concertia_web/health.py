"""Whether the site is alive, and whether it can serve: for a supervisor, in JSON."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from concertia_web.journal.sealing import oldest_unsealed_age
from concertia_web.readings.models import Reading


@require_safe
def alive(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """The database answers and its tables exist; 503 otherwise."""
    try:
        readings = Reading.objects.count()
        unsealed = oldest_unsealed_age()
    except DatabaseError:
        error = {
            "code": "database_unavailable",
            "message": "La base de données ne répond pas, ou ses tables n'existent pas encore.",
            "help": "Lancer « ./start », qui prépare la base.",
        }
        return JsonResponse({"error": error}, status=503)
    return JsonResponse(
        {
            "status": "ok",
            "readings": readings,
            "oldest_unsealed_journal_entry_seconds": unsealed and round(unsealed.total_seconds()),
        }
    )
