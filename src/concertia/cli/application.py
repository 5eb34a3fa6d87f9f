"""The Typer application: built-in commands, those of installed packages, and how errors are told."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import NoReturn

import typer
from rich.console import Console
from typer.exceptions import TyperException

from concertia import __version__
from concertia.cli import analysing, evidence, exporting, importing
from concertia.cli.language import language
from concertia.errors import ConcertiaError

GROUP = "concertia.commands"
"""Entry points of this group are functions that receive the application and add commands to it."""

_UNEXPECTED = 70
_INTERRUPTED = 130


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"concertia {__version__}")
        raise typer.Exit


def build() -> typer.Typer:
    """The application with every command that is installed."""
    app = typer.Typer(
        name="concertia",
        help="Lire une concertation, et pouvoir tout vérifier.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    for module in (importing, analysing, exporting, evidence):
        module.register(app)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        point.load()(app)
    return app


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line (by default that of the process) and exit.

    An error becomes one clear message and an exit code, never a traceback.
    """
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    try:
        code = build()(arguments, standalone_mode=False)
    except ConcertiaError as error:
        console.print(error.text(language()))
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except typer.Exit as stop:
        code = stop.exit_code
    except TyperException as error:
        told = error.format_message()
        console.print(told if "\n" in told else f"{told} Voir : concertia --help")
        sys.exit(error.exit_code)
    except Exception as error:  # the last net: a person never sees a traceback
        if os.environ.get("CONCERTIA_DEBUG"):
            traceback.print_exc()
        console.print(
            f"Une erreur que nous n'avions pas prévue : {type(error).__name__}. Rien n'a été publié. "
            "Relancez avec CONCERTIA_DEBUG=1 pour obtenir le détail à nous envoyer "
            "(relisez-le : il peut citer un nom de fichier)."
        )
        sys.exit(_UNEXPECTED)
    if code == _INTERRUPTED:
        console.print("Interrompu. La même commande reprendra là où elle s'est arrêtée.")
    sys.exit(code if isinstance(code, int) else 0)


def _root(
    version: bool = typer.Option(
        False, "--version", help="Afficher la version et sortir.", callback=_version, is_eager=True
    ),
) -> None:
    """Options of the command itself."""
