"""The manifest and the checksums, with the tools that everybody has."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from concertia.dossier.manifest import dossier_id, files_of, read_manifest, write_manifest
from concertia.errors import VerificationError


def test_the_sums_are_checked_by_coreutils(dossier: Path) -> None:
    tool = shutil.which("sha256sum")
    assert tool is not None, "sha256sum is part of coreutils"
    done = subprocess.run(
        [tool, "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=dossier, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    (dossier / "result.json").write_bytes(b"{}")
    again = subprocess.run([tool, "--check", "SHA256SUMS"], cwd=dossier, capture_output=True, check=False)
    assert again.returncode == 1


def test_the_dossier_id_is_the_hash_of_the_manifest(dossier: Path) -> None:
    identifier = write_manifest(dossier)
    assert identifier == dossier_id(dossier)
    assert identifier == hashlib.sha256((dossier / "MANIFEST.json").read_bytes()).hexdigest()


def test_the_manifest_lists_every_file_but_what_changes_with_the_machine(dossier: Path) -> None:
    listed = set(read_manifest(dossier))
    assert set(files_of(dossier)) - listed == {"MANIFEST.json", "SHA256SUMS", "run.json"}
    (dossier / "run.json").write_bytes(b'{"seconds":2}\n')
    before = dossier_id(dossier)
    assert write_manifest(dossier) == before


def test_a_link_has_no_place_in_a_dossier(dossier: Path) -> None:
    (dossier / "lien").symlink_to("/etc/hostname")
    with pytest.raises(VerificationError, match="lien"):
        write_manifest(dossier)


def test_a_folder_that_is_no_dossier_is_explained(tmp_path: Path) -> None:
    with pytest.raises(VerificationError, match=r"MANIFEST\.json"):
        dossier_id(tmp_path)
