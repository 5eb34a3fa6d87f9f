"""``concertia analyse``: a corpus, or files, into a reading that can be verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from concertia.cli.importing import (
    AgeSex,
    Encoding,
    Format,
    Key,
    Mapping,
    Public,
    Question,
    Scope,
    Session,
    Sources,
    Territory,
    VoteSign,
    source_options,
)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("analyse", help="Lire un corpus : restitution, enseignements, comptes vérifiables.")(
        analyse_command
    )


def analyse_command(
    sources: Sources,
    out: Annotated[Path, typer.Option("--out", help="Dossier de la lecture à écrire.")],
    seed: Annotated[int, typer.Option(help="Graine des tirages.")] = 0,
    lang: Annotated[str, typer.Option(help="Langue de la restitution : fr, en ou de.")] = "fr",
    title: Annotated[str | None, typer.Option(help="Titre de la restitution.")] = None,
    notice: Annotated[str | None, typer.Option(help="Avertissement en tête de la restitution.")] = None,
    framing: Annotated[str | None, typer.Option(help="Note de cadrage : fichier, ou nom livré.")] = None,
    position: Annotated[str | None, typer.Option(help="Texte soumis à concertation.")] = None,
    by: Annotated[str, typer.Option(help="Croisements, séparés par des virgules.")] = "territory,public",
    min_cell: Annotated[int, typer.Option("--min-cell", min=2, help="Effectif minimal montré.")] = 5,
    embedder: Annotated[str, typer.Option(help="use, lexical ou http:ADRESSE.")] = "use",
    themes: Annotated[
        int | None, typer.Option(min=2, max=60, help="Nombre de thèmes, au plus (sinon, choisi).")
    ] = None,
    wording: Annotated[
        str | None,
        typer.Option(
            help="Modèle de langue qui formule libellés et résumés : http:ADRESSE#modèle (sinon, aucun)."
        ),
    ] = None,
    learn: Annotated[
        Path | None,
        typer.Option(help="Exemples codés par des personnes (CSV) : le reste est codé d'après eux."),
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(help="Lecture précédente, dont les identifiants sont repris.")
    ] = None,
    edits: Annotated[Path | None, typer.Option(help="Retouches des lecteurs (JSONL).")] = None,
    published: Annotated[
        list[Path] | None, typer.Option(help="Lectures déjà publiées (une option par dossier).")
    ] = None,
    population: Annotated[
        Path | None,
        typer.Option(help="Table de population (territoire, âge, sexe) à laquelle comparer qui a parlé."),
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Premier coup d'œil, sans mesure de stabilité.")
    ] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processus (par défaut : un par cœur).")] = None,
    cluster: Annotated[str | None, typer.Option(help="Adresse d'un ordonnanceur Dask.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Sans barre d'avancement.")] = False,
    progress: Annotated[
        Path | None, typer.Option(help="Fichier où écrire l'étape en cours (JSON), pour un autre programme.")
    ] = None,
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
) -> None:
    """Analyse sources and print where the reading is and its dossier id."""
    from concertia.corpus.population import read_population
    from concertia.execution.executors import default_jobs
    from concertia.execution.options import AnalyseOptions
    from concertia.execution.run import analyse

    if population is not None:
        for line in read_population(population).lines:
            typer.echo(line)
    options = AnalyseOptions(
        seed=seed,
        lang=lang,
        title=title,
        notice=notice,
        framing=framing,
        position=position,
        by=tuple(name.strip() for name in by.split(",") if name.strip()),
        min_cell=min_cell,
        embedder=embedder,
        themes=themes,
        wording=wording,
        learn=learn,
        previous=previous,
        edits=edits,
        published=tuple(published or ()),
        population=population,
        fast=fast,
        jobs=jobs or default_jobs(),
        cluster=cluster,
        quiet=quiet,
        progress=progress,
        sources=source_options(
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
            False,
            age_sex or population is not None,
        ),
    )
    done = analyse(sources, out, options)
    typer.echo(f"Restitution : {out / 'rapport.html'}")
    typer.echo(f"Identifiant du dossier : {done.dossier_id}")
    typer.echo(f"Pour vérifier : concertia verify {out}")
