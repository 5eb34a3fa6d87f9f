"""Commands that the site adds to ``concertia``: ``account``, ``demo``, ``serve`` and ``work``."""

from __future__ import annotations

import os
import re
from typing import Annotated

import typer

from concertia.errors import ConcertiaError


def register(app: typer.Typer) -> None:
    """Add the commands of the site; called through the entry-point group ``concertia.commands``."""
    app.command("account", help="Ouvrir le compte de la personne qui s'occupe du site.")(account)
    app.command("demo", help="Lire les concertations de démonstration et préparer le site.")(demo)
    app.command("serve", help="Servir le site sur cette machine.")(serve)
    app.command("work", help="Faire les imports et les lectures demandés sur le site.")(work)


def account(
    email: Annotated[str, typer.Argument(help="Adresse de la personne qui s'occupe du site.")],
    name: Annotated[str, typer.Option(help="Son nom, que seuls ses collègues voient.")] = "",
) -> None:
    """Open the account of the person who installs the site: they add the first network or territory."""
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", email):
        raise ConcertiaError(
            f"« {email} » n'est pas une adresse e-mail : le compte s'ouvre par un code envoyé à cette "
            "adresse. Écrivez-la en entier.",
            f"“{email}” is not an e-mail address: the account opens by a code sent there. Write it in full.",
        )
    _prepare(index=False)
    from django.conf import settings

    from concertia_web.accounts.services import create_installer

    create_installer(email=email, name=name)
    typer.echo(f"Compte ouvert pour {email}. Entrer par un code : {settings.ADDRESS}/comptes/login/")
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        typer.echo(f"Aucun serveur d'envoi n'est réglé : le code sera écrit dans {settings.EMAIL_FILE_PATH}.")


def demo() -> None:
    """Install the training campaign, then read each demonstration that this very engine did not read yet."""
    _prepare()
    from concertia_web.demonstration.installation import finish_work, install_campaign
    from concertia_web.readings.demonstrations import read_demonstrations

    if install_campaign(typer.echo):
        finish_work(typer.echo)
    read_demonstrations(typer.echo)


def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port local.")] = 8000,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Faire aussi les imports et les lectures.")
    ] = True,
) -> None:
    """Prepare the database, then serve until interrupted, with one worker beside the server."""
    os.environ.setdefault("CONCERTIA_ADDRESS", f"http://127.0.0.1:{port}")
    _prepare()
    from concertia_web.serving import serve_forever

    serve_forever(port, worker=worker)


def work(
    lease: Annotated[
        float, typer.Option(min=1, help="Secondes sans nouvelles après lesquelles un travail est repris.")
    ] = 60,
) -> None:
    """Do what is asked on the site, one job after the other, until interrupted."""
    _prepare(index=False)
    import logging
    from datetime import timedelta

    from concertia_web.jobs.worker import Worker, stop_on_signals

    logging.basicConfig(format="%(asctime)s %(name)s %(message)s")
    os.nice(10)  # people who wait for a page go first
    worker = Worker(lease=timedelta(seconds=lease))
    stop_on_signals(worker)
    worker.run()


def _prepare(index: bool = True) -> None:
    """Set the site up; ``index``: also make the index of readings say what the folders hold."""
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
    call_command("createcachetable", verbosity=0)
    from concertia_web.readings.services import rebuild_index

    if index:
        rebuild_index(folder=settings.READINGS)
