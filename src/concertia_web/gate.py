"""What keeps machines from filling the public forms, without asking anything of people.

A trap that people do not see, a stamp that says when the form was shown, and counts by hour or by day. The
counts are rows that every process adds to in one statement: none is lost between two of them, and none can
be pushed out by filling the table. Addresses are there as keyed hashes, two days at most.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from concertia_web.participation.models import RateCount

SALT = "concertia_web.gate"
LEAST_SECONDS = 3
MOST_SECONDS = 7 * 24 * 3600
HOUR = 3600
DAY = 24 * HOUR


def stamp() -> str:
    """What a form carries to say when it was shown."""
    return signing.dumps(int(time.time()), salt=SALT)


def human_pace(stamped: str) -> bool:
    """Whether the form was shown by us, at least some seconds ago and not weeks ago."""
    try:
        shown = int(signing.loads(stamped, salt=SALT, max_age=MOST_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return time.time() - shown >= LEAST_SECONDS


def address_of(request: HttpRequest) -> str:
    """The network address that asks, behind the proxies that the installation declares. Never kept.

    Of IPv6, the first 64 bits: one machine holds all the addresses under them, and would count as many.
    """
    return network_of(str(get_adapter().get_client_ip(request)), 32, 64)


def network_of(address: str, bits: int, bits_of_6: int) -> str:
    """First address of the network that holds this one, however written: so many bits in IPv4, in IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    network = ip_network(f"{found}/{bits if found.version == 4 else bits_of_6}", strict=False)
    return str(network.network_address)


def allowed(name: str, value: str, most: int, seconds: int = HOUR) -> bool:
    """Count one act of ``name`` by ``value`` (an address, a number); False beyond ``most`` in that time.

    ``seconds``: ``HOUR``, ``DAY``, or any length up to a day.
    """
    return count(name, value, seconds) <= most


def count(name: str, value: str, seconds: int = HOUR) -> int:
    """Add one, and how many there are in this hour or day, this one included."""
    window = int(time.time()) // seconds
    table = connection.ops.quote_name(RateCount._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, until, number) VALUES (%s, %s, 1) "  # noqa: S608 - our own name
            f"ON CONFLICT (key) DO UPDATE SET number = {table}.number + 1 RETURNING number",
            [_key(name, value, seconds, window), (window + 1) * seconds],
        )
        return int(cursor.fetchone()[0])


def reached(name: str, value: str, most: int, seconds: int = HOUR) -> bool:
    """Whether ``most`` were counted already in this hour or day; adds nothing."""
    key = _key(name, value, seconds, int(time.time()) // seconds)
    return RateCount.objects.filter(key=key, number__gte=most).exists()


def _key(name: str, value: str, seconds: int, window: int) -> str:
    told = f"{name}\x1f{value}\x1f{seconds}\x1f{window}"
    return salted_hmac(SALT, told, algorithm="sha256").hexdigest()[:40]


def forget_past() -> None:
    """Delete the counts of hours and days that are over."""
    RateCount.objects.filter(until__lt=int(time.time())).delete()


class TrappedForm(forms.Form):
    """A form that anyone may send, with a field that people do not see.

    Templates draw ``site`` apart, away from the eyes (``gate/_trap.html``).
    """

    site = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    """A trap: people do not see it."""

    def clean(self) -> dict[str, Any]:
        """Not a machine."""
        cleaned: Mapping[str, Any] = super().clean() or {}
        if cleaned.get("site") or not self.in_time(cleaned):
            self._shown_again()
            raise ValidationError(
                _(
                    "Le formulaire est parti trop vite pour que nous sachions qu’une personne l’a rempli. "
                    "Relisez-le, attendez quelques secondes et envoyez-le de nouveau : rien n’est perdu."
                )
            )
        return dict(cleaned)

    def in_time(self, _cleaned: Mapping[str, Any]) -> bool:
        """Whether a person could have filled it; one tap takes no time."""
        return True

    def _shown_again(self) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("site")] = ""  # filled by a browser, it would refuse a person for ever


class GatedForm(TrappedForm):
    """The same for what takes a while to fill: with the time at which it was shown."""

    stamp = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = stamp

    def in_time(self, cleaned: Mapping[str, Any]) -> bool:
        """Shown by us, at least some seconds ago."""
        return human_pace(cleaned.get("stamp", ""))

    def _shown_again(self) -> None:
        super()._shown_again()
        self.data[self.add_prefix("stamp")] = stamp()

    @property
    def seen_fields(self) -> list[forms.BoundField]:
        """The fields that people fill."""
        return [field for field in self.visible_fields() if field.name != "site"]
