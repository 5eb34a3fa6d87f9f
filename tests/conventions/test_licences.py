"""Nothing that ``./start`` or ``./test`` installs forces its licence on those who use Concertia."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from tests.conventions.tracked import ROOT

ALLOWED = re.compile(
    r"MIT(-0|-CMU)?|0BSD|BSD(-[23]-Clause)?|Apache-2\.0( WITH LLVM-exception)?|ISC|PSF-2\.0|Python-2\.0(\.1)?"
    r"|OFL-1\.1|Zlib|CC0-1\.0|Unlicense"
)
CLASSIFIERS = {
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
TEXTS = {
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "mit license": "MIT",
    "bsd 3-clause license": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "psf": "PSF-2.0",
    "dual license": "",
}
EXCEPTIONS: dict[str, str] = {
    "certifi": "MPL-2.0 on the list of certificate authorities it carries, unmodified; brought by requests.",
    "fido2": "BSD-2-Clause code; MPL-2.0 on the public suffix list it carries; brought by allauth.",
    "psycopg": "LGPL-3.0, only in the extra for PostgreSQL, dynamically imported and replaceable.",
    "psycopg-binary": "LGPL-3.0, only in the extra for PostgreSQL, dynamically imported and replaceable.",
    "qrcode": "BSD-3-Clause; its second classifier covers the trademark of the name QR code, not the code.",
    "axe-playwright-python": "MIT, said in its licence file only; carries axe-core (MPL-2.0); tests only.",
    "hypothesis": "MPL-2.0: used by the tests only, never shipped nor imported by the engine or the site.",
    "pathspec": "MPL-2.0: used by hatchling and mypy to install and check, never at run time.",
}
"""Distributions outside the list, each with the reason why it is accepted."""


def locked(name: str) -> list[str]:
    """The distributions that a lock file pins."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9_.-]+)==", text, flags=re.MULTILINE)


def licences(distribution: metadata.Distribution) -> list[str]:
    """What a distribution says of its licence: its SPDX expression, else its classifiers, else its field."""
    info = distribution.metadata
    expression = info.get("License-Expression")
    if expression:
        return [part for part in re.split(r"\s+(?:AND|OR)\s+|[()]", expression) if part]
    names = [
        line.split(" :: ")[-1] for line in info.get_all("Classifier", []) if line.startswith("License ::")
    ]
    known = [CLASSIFIERS.get(name, name) for name in names if name != "OSI Approved"]
    if known:
        return known
    text = (info.get("License") or "").strip()
    return [TEXTS.get(text.lower(), text)]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_licence_is_on_the_list(lock):
    refused = {}
    checked = 0
    for name in sorted(set(locked(lock))):
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # of another system: colorama and tzdata on Windows
        checked += 1
        stated = licences(distribution)
        if name not in EXCEPTIONS and not all(ALLOWED.fullmatch(licence) for licence in stated):
            refused[name] = stated
    assert checked > 40
    assert not refused


def test_every_exception_is_still_needed():
    names = {*locked("requirements.lock"), *locked("requirements-test.lock")}
    useless = [
        name
        for name in EXCEPTIONS
        if name not in names
        or all(ALLOWED.fullmatch(licence) for licence in licences(metadata.distribution(name)))
    ]
    assert not useless
