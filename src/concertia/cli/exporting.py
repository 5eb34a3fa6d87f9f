"""``concertia export``: a corpus or a reading, with its codes, for another tool."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from concertia.errors import UnusableSourceError

FORMATS = ("csv", "xlsx", "iramuteq")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("export", help="Écrire un corpus et ses codes : CSV, XLSX, IRaMuTeQ.")(export_command)


def export_command(
    folder: Annotated[Path, typer.Argument(help="Dossier d'un corpus ou d'une lecture.")],
    out: Annotated[Path, typer.Option("--out", help="Fichier à écrire.")],
    format: Annotated[  # noqa: A002 - named like the option
        str, typer.Option("--format", help="csv, xlsx ou iramuteq.")
    ] = "csv",
) -> None:
    """Write every contribution with its codes; the file appears whole or not at all."""
    from concertia.reports.exports import HEADER, LONGEST_CELL, as_csv, as_iramuteq, as_xlsx, rows

    if format not in FORMATS:
        raise UnusableSourceError(
            f"--format {format} : dites {', '.join(FORMATS[:-1])} ou {FORMATS[-1]}.",
            f"--format {format}: say {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.",
        )
    count, cut = 0, 0

    def counted() -> Iterator[tuple[str, ...]]:
        nonlocal count
        for row in rows(folder):
            count += 1
            yield row

    def one_more() -> None:
        nonlocal cut
        cut += 1

    partial = out.with_name(f"{out.name}.partial")
    try:
        with partial.open("wb") as stream:
            if format == "xlsx":
                stream.write(as_xlsx(HEADER, counted(), one_more))
            else:
                stream.writelines((as_csv if format == "csv" else as_iramuteq)(HEADER, counted()))
        partial.replace(out)
    except OSError as error:
        raise UnusableSourceError(
            f"« {out} » ne peut pas être écrit ({error.strerror}). Vérifiez le chemin et la place libre.",
            f"“{out}” cannot be written ({error.strerror}). Check the path and the free space.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    typer.echo(f"{count:,} contributions écrites dans {out}".replace(",", "\u202f"))
    if cut:
        typer.echo(f"Textes coupés à {LONGEST_CELL} caractères par le format XLSX : {cut}. Le CSV les garde.")
