"""Photographs of the wall: reduced, turned the right way up, without the data that a camera adds."""

from __future__ import annotations

import hashlib
import io
import secrets
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Session
from concertia_web.contributions.models import WallPhoto
from concertia_web.journal.services import record

MOST_BYTES = 50 << 20
LONGEST_SIDE = 2400
MOST_PIXELS = 60_000_000
"""For formats that must be unpacked whole; a JPEG is reduced while it is read."""
MOST_PIXELS_JPEG = 170_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82
_PROBLEMS = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, OverflowError)
"""What a damaged picture raises."""


class PhotoError(Exception):
    """A picture that cannot be kept: what to do, in a sentence."""


@dataclass(frozen=True)
class Reduced:
    """A picture ready to be kept."""

    data: bytes
    width: int
    height: int


def reduce_photo(file: BinaryIO, size: int) -> Reduced:
    """A JPEG of at most ``LONGEST_SIDE`` pixels a side, upright, without EXIF. Raises PhotoError."""
    if size > MOST_BYTES:
        raise PhotoError(
            f"Cette photo pèse {size >> 20} Mo ; la limite est de {MOST_BYTES >> 20} Mo. Réduisez-la sur "
            f"votre "
            "téléphone (« taille moyenne » au moment de l’envoyer), puis recommencez."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _reduced(file)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except UnidentifiedImageError as error:
        raise PhotoError(
            "Ce fichier n’est pas une image que nous savons lire. Une photo d’iPhone (HEIC) s’enregistre en "
            "JPEG : "
            "Réglages, Appareil photo, Formats, « Le plus compatible » ; ou envoyez-en une capture d’écran."
        ) from error
    except _PROBLEMS as error:
        raise PhotoError(
            "Cette image est abîmée ou incomplète : elle ne s’ouvre pas jusqu’au bout. Renvoyez-la depuis "
            "l’appareil."
        ) from error


def _reduced(file: BinaryIO) -> Reduced:
    with Image.open(file, formats=FORMATS) as picture:
        jpeg = picture.format == "JPEG"
        if picture.width * picture.height > (MOST_PIXELS_JPEG if jpeg else MOST_PIXELS):
            raise _too_large()
        if jpeg:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        flat = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        flat.paste(layer, mask=layer.getchannel("A"))
        written = io.BytesIO()
        flat.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Reduced(written.getvalue(), flat.width, flat.height)


def _too_large() -> PhotoError:
    return PhotoError(
        "Cette image se déplie en bien plus de pixels qu’une photo de mur : elle n’est pas ouverte, par "
        "sécurité. "
        "Envoyez-la en JPEG, ou une capture d’écran."
    )


@transaction.atomic
def add_photo(
    *, actor: Actor, session: Session, reduced: Reduced, subgroup: str = "", caption: str = ""
) -> WallPhoto:
    """Keep a reduced picture; the same one twice in a session is one."""
    digest = hashlib.sha256(reduced.data).hexdigest()
    known = session.photos.standing().filter(sha256=digest).first()
    if known is not None:
        return known
    photo = WallPhoto(
        consultation_id=session.consultation_id,
        session=session,
        subgroup=subgroup[:60],
        caption=caption[:200],
        width=reduced.width,
        height=reduced.height,
        sha256=digest,
    )
    photo.file.save(f"{secrets.token_hex(4)}.jpg", ContentFile(reduced.data), save=False)
    photo.save()
    _journal(actor, "photo", photo, session)
    return photo


@transaction.atomic
def set_photo_removed(*, actor: Actor, photo: WallPhoto, removed: bool) -> None:
    """Take a picture back, or put it back."""
    if (photo.removed is not None) != removed:
        photo.removed = timezone.now() if removed else None
        photo.save(update_fields=["removed"])
        _journal(actor, "remove-photo" if removed else "restore-photo", photo, photo.session)


def _journal(actor: Actor, verb: str, photo: WallPhoto, session: Session) -> None:
    record(
        actor=actor,
        action=f"contributions.{verb}",
        thing=photo,
        label=session.title,
        territory=session.consultation.territory,
        after={"sha256": photo.sha256},
        public=False,
    )
