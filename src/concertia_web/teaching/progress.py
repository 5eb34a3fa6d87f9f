"""How far the coding of a grid is: one’s own examples, those of others apart, and how alike they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from concertia.texts.grids import UNDETERMINED
from concertia.texts.learning import LEAST_EXAMPLES, LEAST_PER_CODE, learnable
from concertia_web.consultations.models import Consultation
from concertia_web.sorting.notes import counted
from concertia_web.teaching.models import Example, Grid


@dataclass(frozen=True)
class Progress:
    """``usable``: texts with one code, whoever gave it; ``disputed``: coded in two ways, learnt by nobody."""

    grid: Grid
    mine: int
    skipped: int
    readers: int
    usable: int
    disputed: int
    both: int
    same: int
    given: Mapping[str, int]
    """Usable texts by code."""
    ready: bool
    """Whether a reading can learn from them."""

    @property
    def codes(self) -> list[tuple[str, int]]:
        """Label and usable texts, in the order of the grid; « je ne sais pas » last, if given."""
        said = [(one["label"], self.given.get(one["code"], 0)) for one in self.grid.told]
        unsure = self.given.get(UNDETERMINED, 0)
        return [*said, ("je ne sais pas", unsure)] if unsure else said

    @property
    def gauge(self) -> int:
        """Of ``least``."""
        return min(self.usable, LEAST_EXAMPLES)

    @property
    def least(self) -> int:
        """Examples below which nothing is learnt."""
        return LEAST_EXAMPLES

    @property
    def words(self) -> str:
        """One sentence: what is coded, and what is missing for a reading to learn from it."""
        said = counted(self.usable, "texte codé", "textes codés", "Aucun texte codé")
        if self.ready:
            return f"{said} : la prochaine lecture en apprendra."
        return (
            f"{said} : une lecture en apprend à partir de {LEAST_EXAMPLES}, et de {LEAST_PER_CODE} pour "
            "deux codes au moins."
        )

    @property
    def agreement(self) -> str:
        """One sentence about what two people or more coded; empty where nobody did."""
        if not self.both:
            return ""
        alike = f"dont {self.same}" if self.same else "aucun"
        said = (
            f"{counted(self.both, 'texte codé', 'textes codés')} par deux personnes ou plus, {alike} "
            "de la même façon."
        )
        if not self.disputed:
            return said
        return f"{said} Les autres n’apprennent rien à la lecture tant que leurs codes diffèrent."


def progress_of(grids: Iterable[Grid], reader: str) -> list[Progress]:
    """One per grid, in one query."""
    grids = list(grids)
    rows: dict[int, list[tuple[tuple[int, int, int], str, str]]] = defaultdict(list)
    found = Example.objects.filter(grid__in=grids, contribution__removed=None)
    for grid, contribution, start, end, who, code in found.order_by("pk").values_list(
        "grid", "contribution", "start", "end", "reader", "code"
    ):
        rows[grid].append(((contribution, start, end), who, code))
    return [_progress(grid, rows[grid.pk], reader) for grid in grids]


def _progress(grid: Grid, rows: list[tuple[tuple[int, int, int], str, str]], reader: str) -> Progress:
    coded: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for place, _who, code in rows:
        if code:
            coded[place].append(code)
    alone = {place: codes[0] for place, codes in coded.items() if len(set(codes)) == 1}
    several = [codes for codes in coded.values() if len(codes) > 1]
    same = sum(len(set(codes)) == 1 for codes in several)
    return Progress(
        grid=grid,
        mine=sum(who == reader and bool(code) for _, who, code in rows),
        skipped=sum(who == reader and not code for _, who, code in rows),
        readers=len({who for _, who, code in rows if code}),
        usable=len(alone),
        disputed=len(coded) - len(alone),
        both=len(several),
        same=same,
        given=Counter(alone.values()),
        ready=bool(learnable(code for code in alone.values() if code != UNDETERMINED)),
    )


def given_since(consultation: Consultation, moment: datetime | None = None) -> int:
    """Codes given in the grids in use, all or after this moment: what the next reading learns from."""
    rows = Example.objects.filter(grid__consultation=consultation, grid__closed=None)
    rows = rows.filter(contribution__removed=None).exclude(code=Example.SKIPPED)
    return (rows.filter(at__gt=moment) if moment else rows).count()
