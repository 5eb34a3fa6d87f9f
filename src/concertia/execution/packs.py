"""Where the packs that ship with Concertia are found."""

from __future__ import annotations

from pathlib import Path

import concertia
from concertia.errors import UnusableSourceError


def packs_folder() -> Path:
    """The folder of packs: inside the package when installed, at the root in a clone."""
    package = Path(concertia.__file__).parent
    inside = package / "packs"
    return inside if inside.is_dir() else package.parents[1] / "packs"


def grid_packs() -> dict[str, Path]:
    """The grids that ship, by key."""
    return {path.stem: path for path in sorted((packs_folder() / "grids").glob("*.yaml"))}


def framing_pack(asked: str) -> Path:
    """The file of a framing-note pack, given its path or the key of one that ships.

    Raises UnusableSourceError naming the packs that exist.
    """
    if Path(asked).is_file():
        return Path(asked)
    folder = packs_folder() / "framing"
    shipped = folder / f"{asked}.yaml"
    if shipped.is_file() and shipped.parent == folder:
        return shipped
    known = ", ".join(sorted(path.stem for path in folder.glob("*.yaml"))) or "aucune"
    raise UnusableSourceError(
        f"Aucune note de cadrage « {asked} » : ni fichier, ni note livrée (livrées : {known}).",
        f"No framing note “{asked}”: neither a file nor one that ships (shipped: {known}).",
    )
