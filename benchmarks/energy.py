"""Electricity for 100,000 contributions: a reading measured here, and what language-model tools would use.

``python benchmarks/energy.py --texts 100000``: analyses contributions made from real sentences (as
``texts_scale`` does), and sets its estimate beside that of EcoLogits for the tokens that a tool which asks a
model about each statement writes. The formulas of EcoLogits are open; they are written here from its
documentation (genai-impact/ecologits, ``docs/methodology/llm_inference.md``), and nothing of it is installed:

- *methodology 1.0* (releases before 0.9): one request at a time on an A100. Per token written, GPU:
  8.91e-5 × P + 1.43e-3 Wh; 8.02e-4 × P + 2.23e-2 s; 4 bits per parameter; server without GPU: 1 kW for 8;
- *release 0.9*: 64 requests at once on an H100. Per token written, GPU: 1.1665e-6 × exp(−0.011206 × 64) × P +
  4.0529e-5 Wh; 6.7851e-4 × P + 3.1193e-4 × 64 + 1.9474e-2 s; 16 bits; server: 1.2 kW for 8, shared by the 64.

P: billions of active parameters. GPUs: 1.2 × bytes of the model over 80 GB, rounded up (to a power of two in
0.9). Data centre: × 1.2. Tokens read are not counted by these formulas: the figures are low on that account.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from pathlib import Path

import real_sentences
import results
import texts_scale

PER = 100_000
"""Contributions that the table is about."""
WRITTEN_PER_STATEMENT = 107.5
"""Tokens that Sensemaker's older library wrote per statement: 107,500 for 1,000 (and 340,000 read)."""
SIZES = (8.0, 24.0, 70.0)
"""Billions of parameters of open models that such tools may use."""
PUE = 1.2


def alone(parameters: float) -> float:
    """Wh per token written, methodology 1.0: one request at a time."""
    cards = math.ceil(1.2 * parameters * 4 / 8 / 80)
    seconds = 8.02e-4 * parameters + 2.23e-2
    server = seconds / 3600 * 1_000 * cards / 8
    return PUE * (server + cards * (8.91e-5 * parameters + 1.43e-3))


def together(parameters: float, batch: int = 64) -> float:
    """Wh per token written, release 0.9: ``batch`` requests at once."""
    cards = 2 ** math.ceil(math.log2(math.ceil(1.2 * parameters * 16 / 8 / 80)))
    seconds = 6.785088e-4 * parameters + 3.119310e-4 * batch + 1.9473718e-2
    server = seconds / 3600 * 1_200 * cards / 8 / batch
    card = 1.1665273e-6 * math.exp(-0.011205921 * batch) * parameters + 4.0529281e-5
    return PUE * (server + cards * card)


def measured(texts: int) -> tuple[float, float, float]:
    """(low, central, high) Wh for ``PER`` contributions, from a reading of ``texts``."""
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name) / "texts.csv", Path(name) / "out"
        real_sentences.write_contributions(source, texts, seed=0)
        texts_scale.analysed(source, out, [])
        energy = json.loads((out / "run.json").read_text(encoding="utf-8"))["energy"]
    low, high = energy["range_watt_hours"]
    central = energy["watt_hours"]
    return low * PER / texts, central * PER / texts, high * PER / texts


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--texts", type=int, default=PER)
    given = asked.parse_args()
    low, central, high = measured(given.texts)
    ours = "Concertia, measured processor time × assumed power"
    rows = [[ours, f"{central:,.1f}", f"{low:,.1f} to {high:,.1f}"]]
    for size in SIZES:
        ends = [per_token(size) * WRITTEN_PER_STATEMENT * PER for per_token in (together, alone)]
        theirs = f"a model of {size:.0f} billion parameters asked about each, EcoLogits"
        rows.append([theirs, "–", f"{ends[0]:,.0f} to {ends[1]:,.0f}"])
    header = [f"Wh per {PER:,} contributions", "central", "range"]
    body = results.table(header, rows) + (
        f"\n\nOurs is scaled from {given.texts:,} contributions. Theirs: {WRITTEN_PER_STATEMENT:.1f} tokens "
        "written per statement; from release 0.9 of EcoLogits (64 requests at once) to its methodology 1.0 "
        "(one at a time); tokens read are not counted. Both are estimates of an order of magnitude."
    )
    results.record("Energy", f"python benchmarks/energy.py --texts {given.texts}", body)


if __name__ == "__main__":
    main()
