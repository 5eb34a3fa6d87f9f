"""``concertia import``: files from concertations into a corpus folder.

Commands import the engine when they run, so that help and errors come at once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concertia.cli.import_summary import summary
from concertia.errors import QuestionError, UnusableSourceError

if TYPE_CHECKING:
    from concertia.corpus.importing import ImportOptions

Sources = Annotated[list[Path], typer.Argument(help="Fichiers et dossiers, mélangés comme vous voulez.")]
Format = Annotated[str | None, typer.Option("--format", help="Imposer un format au lieu de le reconnaître.")]
Mapping = Annotated[
    Path | None, typer.Option("--map", help="Correspondance des colonnes d'un tableau (fichier TOML).")
]
Territory = Annotated[str | None, typer.Option(help="Territoire de tout ce qui est lu.")]
Public = Annotated[str | None, typer.Option(help="Public de tout ce qui est lu.")]
Question = Annotated[str | None, typer.Option(help="Question posée.")]
Session = Annotated[str | None, typer.Option(help="Temps de débat.")]
VoteSign = Annotated[
    str | None, typer.Option("--vote-sign", help="Sens des positions : agree=+1 ou agree=-1.")
]
Encoding = Annotated[str | None, typer.Option(help="Encodage des fichiers de texte, par exemple cp1252.")]
Key = Annotated[
    Path | None, typer.Option("--key", help="Clé des pseudonymes (créée une fois si elle manque).")
]
AgeSex = Annotated[
    bool,
    typer.Option(
        "--age-sex", help="Garder la tranche d'âge et le sexe, pour comparer à une population (restreint)."
    ),
]
Scope = Annotated[str, typer.Option("--scope", help="Portée des pseudonymes : consultation ou campaign.")]


def source_options(
    format: str | None,  # noqa: A002 - named like the option
    mapping: Path | None,
    territory: str | None,
    public: str | None,
    question: str | None,
    session: str | None,
    vote_sign: str | None,
    encoding: str | None,
    key: Path | None,
    scope: str,
    dry_run: bool = False,
    age_sex: bool = False,
) -> ImportOptions:
    """The options of the command line as the importer takes them."""
    from concertia.corpus.importing import ImportOptions

    return ImportOptions(
        format=format,
        mapping=mapping,
        territory=territory,
        public=public,
        question=question,
        session=session,
        vote_sign=vote_sign,
        encoding=encoding,
        key=key,
        scope=scope,
        dry_run=dry_run,
        age_sex=age_sex,
    )


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("import", help="Lire des fichiers et les réunir en un corpus vérifiable.")(import_command)


def import_command(
    sources: Sources,
    out: Annotated[Path | None, typer.Option("--out", help="Dossier du corpus à écrire.")] = None,
    format: Format = None,  # noqa: A002 - named like the option
    mapping: Mapping = None,
    territory: Territory = None,
    public: Public = None,
    question: Question = None,
    session: Session = None,
    vote_sign: VoteSign = None,
    encoding: Encoding = None,
    key: Key = None,
    scope: Scope = "consultation",
    age_sex: AgeSex = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Lire et rendre compte sans rien écrire.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Afficher le compte rendu en JSON.")] = False,
) -> None:
    """Read files into a corpus folder and say what was kept, rejected and reconciled."""
    from concertia.corpus.importing import import_sources

    if out is None and not dry_run:
        raise UnusableSourceError(
            "Dites où écrire le corpus : --out DOSSIER (ou --dry-run pour un essai sans rien écrire).",
            "Say where to write the corpus: --out FOLDER (or --dry-run to try without writing).",
        )
    options = source_options(
        format,
        mapping,
        territory,
        public,
        question,
        session,
        vote_sign,
        encoding,
        key,
        scope,
        dry_run,
        age_sex,
    )
    report = import_sources(sources, out or Path(), options)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for line in summary(report):
            typer.echo(line)
    if any(source["questions"] for source in report["sources"]):  # only a dry run goes this far
        raise typer.Exit(QuestionError.exit_code)
    if not dry_run and not as_json:
        typer.echo(f"Corpus écrit dans {out} (identifiant {report['corpus_id'][:16]}…).")
