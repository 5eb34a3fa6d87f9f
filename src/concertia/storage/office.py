"""Office files that hold no trace of when they were written: the same content is the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the first date of a ZIP, which knows no time zone


def without_clock(data: bytes, dated: datetime | None = None) -> bytes:
    """The parts of a DOCX or an XLSX in the same order, each dated 1 January 1980.

    ``dated``: when the file says it was made and changed (to the second, without time zone); None leaves
    what it says. Raises zipfile.BadZipFile.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            content = source.read(name)
            if dated is not None and name == "docProps/core.xml":
                stamp = dated.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            target.writestr(entry, content)
    return made.getvalue()
