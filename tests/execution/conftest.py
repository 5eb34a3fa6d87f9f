"""A small invented workshop, long enough for findings of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from concertia.corpus.importing import ImportOptions
from concertia.execution.options import AnalyseOptions

WORKSHOP = """# Table 1

## Envies
- Un accueil ouvert le samedi avec une vraie personne
- Des comptes rendus rédigés plus vite pour les agents
- Que la machine aide à trier le courrier du matin

## Craintes
- J'ai peur que mon poste d'accueil disparaisse
- Les personnes âgées perdues devant un écran
- Que nos données partent chez un fournisseur étranger

## Conditions
- Oui si un agent relit chaque réponse avant envoi
- D'accord à condition de pouvoir refuser la machine

## Refus
- Pas de caméras algorithmiques dans la rue
- Non à la notation automatique des agents

## Propositions
- Créer un comité d'habitants qui suit chaque outil
- Former les agents avant tout déploiement
"""


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A file of invented notes with headings as columns."""
    path = tmp_path / "table-1.md"
    path.write_text(WORKSHOP, encoding="utf-8")
    return path


@pytest.fixture
def quick(key_file: Path) -> AnalyseOptions:
    """Options of a reading without any neural network, in this process."""
    return AnalyseOptions(
        embedder="lexical", quiet=True, by=("session",), sources=ImportOptions(key=key_file)
    )
