"""Commands that the site adds to ``concertia``: ``demo`` and ``serve``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from concertia.errors import ConcertiaError


def register(app: typer.Typer) -> None:
    """Add the commands of the site; called through the entry-point group ``concertia.commands``."""
    app.command("demo", help="Lire les concertations de démonstration et préparer le site.")(demo)
    app.command("serve", help="Servir le site sur cette machine.")(serve)


def demo() -> None:
    """Prepare the database, then read each demonstration that was not read yet by this very engine."""
    _prepare()
    from concertia_web.readings.demonstrations import read_demonstrations

    read_demonstrations(typer.echo)


def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port local.")] = 8000,
) -> None:
    """Prepare the database, then serve until interrupted."""
    _prepare()
    from concertia_web.serving import serve_forever

    serve_forever(port)


def _prepare() -> None:
    try:
        import django
    except ImportError as error:
        raise ConcertiaError(
            "Le site n'est pas installé. Installez-le avec : pip install 'concertia[site]'.",
            "The site is not installed. Install it with: pip install 'concertia[site]'.",
        ) from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concertia_web.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.READINGS.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    from concertia_web.readings.services import rebuild_index

    rebuild_index(folder=settings.READINGS)
