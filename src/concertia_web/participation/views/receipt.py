"""« Suivi »: the private page of a participant, what they may change there, receipts, their verification."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope

from concertia.dossier.receipts import check_receipt
from concertia.errors import ConcertiaError
from concertia_web import gate
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.moderation.telling import with_decisions
from concertia_web.papers.printing import qr_svg
from concertia_web.participation import people, services
from concertia_web.participation.following import (
    engine_receipt,
    followed,
    published_reading,
    reading_of_dossier,
)
from concertia_web.participation.forms import ChoicesForm, ReceiptForm
from concertia_web.participation.models import Participant
from concertia_web.participation.views.doors import language_now, too_many
from concertia_web.readings.services import DOSSIER

PER_ADDRESS_AN_HOUR = 60
CHECKS_AN_HOUR = 20
MOST_SHOWN = 200
"""Contributions on one receipt."""
View = Callable[..., HttpResponseBase]


def of_participant(view: View) -> View:
    """A view called with the participant of the link, inside the scope of their territory; not found else."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        participant = people.by_token(token)
        if participant is None:
            calm = gate.allowed("receipt.guess", gate.address_of(request), PER_ADDRESS_AN_HOUR)
            return render(request, "participation/receipt_unknown.html", status=404 if calm else 429)
        territory = participant.consultation.territory
        request.territory = territory  # type: ignore[attr-defined]
        with scope(territory=territory):
            response = view(request, participant, token, *args, **kwargs)
            response.headers["X-Robots-Tag"] = "noindex"
            return response

    return wrapped


@require_safe
@never_cache
@of_participant
def receipt(request: HttpRequest, participant: Participant, token: str) -> HttpResponse:
    """Where my words are, what was said of them, what was answered."""
    consultation = participant.consultation
    rows = Contribution.objects.filter(participant=participant).select_related("choices", "parent")
    address = f"{settings.ADDRESS}{reverse('participation:receipt', args=[token])}"
    notes = list(with_decisions(rows.order_by("-pk"))[: MOST_SHOWN + 1])
    context = {
        "consultation": consultation,
        "participant": participant,
        "token": token,
        "followed": followed(consultation, notes[:MOST_SHOWN]),
        "more": len(notes) > MOST_SHOWN,
        "may_withdraw": consultation.state == Consultation.State.OPEN,
        "may_choose": consultation.state in services.CHANGING,
        "address": address,
        "code": mark_safe(qr_svg(address)),  # noqa: S308 - our own drawing of our own address
    }
    return render(request, "participation/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_participant
def withdraw(request: HttpRequest, participant: Participant, token: str, pk: int) -> HttpResponse:
    """Take one contribution back: a page that asks, then the act."""
    note = _own(participant, pk)
    if request.method == "POST":
        try:
            services.withdraw(participant=participant, contribution=note)
        except services.ParticipationError:
            messages.error(request, _reading_started())
        else:
            messages.success(
                request, _("Votre contribution est retirée : elle n’est plus ni comptée ni montrée.")
            )
        return redirect("participation:receipt", token)
    if note.consultation.state != Consultation.State.OPEN:
        messages.error(request, _reading_started())
        return redirect("participation:receipt", token)
    context = {"consultation": participant.consultation, "note": note, "token": token}
    return render(request, "participation/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_participant
def choices(request: HttpRequest, participant: Participant, token: str, pk: int) -> HttpResponse:
    """Change the name shown, and whether the words are published."""
    note = _own(participant, pk)
    held = getattr(note, "choices", None)
    initial = {
        "signature": held.signature if held else "",
        "count_only": not held.verbatim if held else False,
    }
    form = ChoicesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_choices(
                participant=participant,
                contribution=note,
                signature=form.cleaned_data["signature"],
                verbatim=not form.cleaned_data["count_only"],
            )
        except services.ParticipationError:
            form.add_error(
                None,
                _(
                    "La lecture est arrêtée : ce choix ne peut plus changer. Vous pouvez encore effacer "
                    "votre nom, ou écrire au délégué à la protection des données."
                ),
            )
        else:
            messages.success(request, _("Vos choix sont enregistrés."))
            return redirect("participation:receipt", token)
    context = {"consultation": participant.consultation, "note": note, "form": form, "token": token}
    status = 400 if form.errors else 200
    return render(request, "participation/choices.html", context, status=status)


@require_POST
@of_participant
def this_device(request: HttpRequest, participant: Participant, token: str) -> HttpResponse:
    """Know this device again, or forget it."""
    response = redirect("participation:receipt", token)
    if request.POST.get("oublier"):
        people.forget(response, participant.consultation)
        messages.success(request, _("Cet appareil n’est plus reconnu. Gardez le lien de cette page."))
    else:
        people.remember(response, participant)
        messages.success(request, _("Cet appareil est reconnu : ce que vous écrirez ici ira avec le reste."))
    return response


@require_safe
@never_cache
@of_participant
def engine_file(request: HttpRequest, participant: Participant, token: str, pk: int) -> HttpResponse:
    """The receipt that ``concertia receipt`` verifies against the public dossier."""
    note = _own(participant, pk)
    reading = published_reading(participant.consultation)
    if reading is None:
        raise Http404
    response = JsonResponse(engine_receipt(reading, note))
    response.headers["Content-Disposition"] = f'attachment; filename="recu-E{note.pk}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Verify a receipt against the dossier that is published here; nothing of it is kept."""
    form = ReceiptForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            if not gate.allowed("receipt.check", gate.address_of(request), CHECKS_AN_HOUR):
                form.add_error(None, too_many())
                status = 429
            else:
                found = _checked(form)
                context |= found
                status = 200 if found else 400
    return render(request, "participation/verify.html", context, status=status)


def _checked(form: ReceiptForm) -> dict[str, Any]:
    """What the dossier says of the receipt; empty, with an error on the form, where nothing can be said."""
    upload = form.cleaned_data["file"]
    raw = upload.read(5000).decode("utf-8", "replace") if upload else form.cleaned_data["receipt"]
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        form.add_error(
            None, _("Ce n’est pas un reçu : prenez le fichier « recu.json » de votre page de suivi.")
        )
        return {}
    reading = reading_of_dossier(str(given.get("dossier_id", ""))[:64])
    if reading is None:
        form.add_error(None, _("Aucun dossier publié ici ne porte l’empreinte de ce reçu."))
        return {}
    try:
        where = check_receipt(given, reading.home / DOSSIER)
    except ConcertiaError as error:
        form.add_error(None, error.fr if language_now() == "fr" else error.en)
        return {}
    return {"where": where, "lines": where.lines(language_now()), "reading": reading}


def _own(participant: Participant, pk: int) -> Contribution:
    rows = Contribution.objects.select_related("choices", "consultation__territory")
    return get_object_or_404(rows, pk=pk, participant=participant)


def _reading_started() -> str:
    return _(
        "La lecture a commencé : vos mots y sont. Pour les faire effacer, écrivez au délégué à la protection "
        "des données de la collectivité."
    )
