"""Commands on published readings: dossiers, verification, receipts, erasures, signatures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concertia.cli.language import language
from concertia.errors import ConcertiaError

if TYPE_CHECKING:
    from concertia.dossier.lines import CheckLine
    from concertia.execution.recompute import Recomputed

EQUIVALENT = 4
"""Exit code of ``verify --recompute`` where another machine gives practically the same reading."""

Reading = Annotated[Path, typer.Argument(help="Dossier d'une lecture (écrit par « concertia analyse »).")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    dossier = typer.Typer(help="Publier une lecture : dossier, reçus, signature.", no_args_is_help=True)
    dossier.command("build", help="Réunir une lecture en une archive vérifiable.")(build_command)
    dossier.command("receipt", help="Écrire le reçu d'une contribution.")(make_receipt_command)
    dossier.command("key", help="Créer une clé de signature.")(key_command)
    dossier.command("sign", help="Signer une lecture.")(sign_command)
    app.add_typer(dossier, name="dossier")
    app.command("verify", help="Tout recalculer, hors ligne.")(verify_command)
    app.command("receipt", help="Retrouver ses mots dans un dossier, avec un reçu.")(receipt_command)
    app.command("redact", help="Effacer une contribution à la demande de la personne.")(redact_command)


def build_command(
    folder: Reading,
    grade: Annotated[str, typer.Option(help="public ou restricted.")],
    out: Annotated[Path, typer.Option("--out", help="Archive à écrire.")],
) -> None:
    """Write the ZIP of a reading in one of its two grades."""
    from concertia.dossier.archive import build

    identifier = build(folder, grade, out, _render)
    typer.echo(f"Dossier écrit : {out}")
    typer.echo(f"Identifiant du dossier : {identifier}")


def verify_command(
    path: Annotated[Path, typer.Argument(help="Dossier d'une lecture, ou son archive.")],
    expect: Annotated[str | None, typer.Option(help="Identifiant publié ailleurs.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Clé publique attendue, ou fichier qui la contient.")
    ] = None,
    again: Annotated[bool, typer.Option("--recompute", help="Refaire toute l'analyse.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processus pour refaire l'analyse.")] = None,
) -> None:
    """Print one line per check; exit 1 where something does not hold, 4 where it is only equivalent."""
    from concertia.dossier.verify import verify
    from concertia.execution.executors import default_jobs
    from concertia.execution.recompute import recompute, recomputed_line

    outcome: list[Recomputed] = []

    def run_again(folder: Path) -> list[CheckLine]:
        outcome.append(recompute(folder, jobs or default_jobs()))
        return [recomputed_line(outcome[0])]

    lines = verify(path, expect=expect, key=_public_key(key), recompute=run_again if again else None)
    for line in lines:
        typer.echo(f"{'✓' if line.ok else '✗'} {line.text(language())}")
    if not all(line.ok for line in lines):
        raise typer.Exit(1)
    if outcome and not outcome[0].identical:
        raise typer.Exit(EQUIVALENT)


def make_receipt_command(
    folder: Reading,
    contribution: Annotated[str, typer.Argument(help="Identifiant de la contribution.")],
    out: Annotated[Path, typer.Option("--out", help="Reçu à écrire (JSON).")],
) -> None:
    """Write the receipt that lets a person find their words."""
    from concertia.dossier.receipts import make_receipt
    from concertia.storage.canonical import canonical_json

    out.write_bytes(canonical_json(make_receipt(folder, contribution)))
    typer.echo(f"Reçu écrit : {out}")


def receipt_command(
    receipt: Annotated[Path, typer.Argument(help="Reçu (JSON).")],
    dossier: Annotated[Path, typer.Argument(help="Dossier ou archive où chercher.")],
) -> None:
    """Say where the words of a receipt are and what became of them; exit 1 where they are not."""
    from concertia.dossier.receipts import check_receipt

    try:
        held = json.loads(receipt.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConcertiaError(
            f"« {receipt} » n'est pas un reçu : c'est un petit fichier JSON remis au moment du dépôt.",
            f"“{receipt}” is not a receipt: it is a small JSON file given when the contribution was made.",
        ) from error
    if not isinstance(held, dict):
        held = {}
    where = check_receipt(held, dossier)
    for line in where.lines(language()):
        typer.echo(line)
    if not where.holds:
        raise typer.Exit(1)


def redact_command(
    folder: Reading,
    contributions: Annotated[list[str], typer.Option("--contribution", help="Identifiant à effacer.")],
    reason: Annotated[str, typer.Option(help="Motif, publié.")],
    date: Annotated[str, typer.Option(help="Jour de l'effacement (AAAA-MM-JJ).")],
    key: Annotated[Path, typer.Option("--key", help="Clé privée qui signe l'effacement.")],
    out: Annotated[Path, typer.Option("--out", help="Dossier à écrire sans ces mots.")],
) -> None:
    """Write the reading again without the words of some contributions."""
    from concertia.dossier.redaction import redact
    from concertia.dossier.signature import load_key

    identifier = redact(
        folder, contributions, reason=reason, date=date, key=load_key(key), out=out, render=_render
    )
    typer.echo(f"Lecture sans ces mots : {out}")
    typer.echo(f"Nouvel identifiant du dossier : {identifier}")
    typer.echo(f"Il reste à détruire les copies qui les portent encore, dont {folder}.")


def key_command(out: Annotated[Path, typer.Option("--out", help="Fichier de la clé privée.")]) -> None:
    """Create a signing key and print its public half."""
    from concertia.dossier.signature import create_key

    if out.exists():
        raise ConcertiaError(
            f"« {out} » existe déjà : une clé ne se remplace pas. Donnez un autre nom.",
            f"“{out}” already exists: a key is never replaced. Give another name.",
        )
    typer.echo(f"Clé publique : {create_key(out)}")
    typer.echo(f"Clé privée : {out} (à garder secrète ; elle signe en votre nom).")


def sign_command(
    folder: Reading, key: Annotated[Path, typer.Option("--key", help="Clé privée de signature.")]
) -> None:
    """Sign the dossier id of a reading."""
    from concertia.dossier.signature import load_key, sign

    sign(folder, load_key(key))
    typer.echo(f"Lecture signée : {folder}")


def _public_key(given: str | None) -> str | None:
    """The public key itself, or the one in the file named."""
    if given is not None and Path(given).is_file():
        return Path(given).read_text(encoding="ascii", errors="replace").strip()
    return given


def _render(folder: Path) -> None:
    from concertia.execution.run import write_reports
    from concertia.synthesis.reading import read_result

    write_reports(folder, read_result(folder)["parameters"]["lang"])
