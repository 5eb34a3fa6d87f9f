"""Doors: what the rules ask to verify before one writes or takes position."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from concertia_web import gate
from concertia_web.accounts.identity import CheckedAdapter
from concertia_web.consultations.models import Consultation
from concertia_web.participation import codes, people
from concertia_web.participation.forms import CodeForm, EmailForm
from concertia_web.participation.mailing import read_link, send_link
from concertia_web.participation.models import Participant
from concertia_web.participation.views.finding import onwards_of, public_consultation, refused
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory

PER_ADDRESS_AN_HOUR = 30
PER_EMAIL_A_DAY = 4
CODES_AN_HOUR = 20
"""Codes that open nothing, from one address; those that serve are not counted: a whole home shares one."""
OIDC = "participation"
"""Key of what the identity provider is asked for, kept by allauth with its state."""
PROVED = "participation.proved"
"""Key of the session: what an identity provider has just proved, read once."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def prove(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Verify what the rules ask: an address, a code, or an identity. ``?suite=`` says where to go on to."""
    consultation = public_consultation(request, territory, slug)
    onwards = onwards_of(request, request.POST.get("suite") or request.GET.get("suite", ""))
    here = people.participant_of(request, consultation)
    asked = people.asked_proof(consultation)
    if asked == Participant.Proof.NONE or people.proved_enough(here, consultation):
        return redirect(_onwards(consultation, onwards))
    if consultation.state != Consultation.State.OPEN:
        why = _("Cette concertation n’est pas ouverte en ce moment : il n’y a rien à vérifier.")
        return refused(request, consultation, _("Participer"), why)
    if asked == Participant.Proof.EMAIL:
        return _ask_email(request, consultation, onwards)
    if asked == Participant.Proof.CODES:
        return _ask_code(request, consultation, onwards)
    apps = get_adapter().list_apps(request, provider="openid_connect")
    providers = [(app.provider_id, app.name) for app in apps]
    context = {"consultation": consultation, "providers": providers, "onwards": onwards}
    return render(request, "participation/prove_identity.html", context)


def _ask_email(request: HttpRequest, consultation: Consultation, onwards: str) -> HttpResponse:
    form = EmailForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status, sent = _send(request, consultation, form, onwards)
            if sent:
                context = {"consultation": consultation, "email": form.cleaned_data["email"]}
                return render(request, "participation/email_sent.html", context)
    context = {"consultation": consultation, "form": form, "onwards": onwards}
    return render(request, "participation/prove_email.html", context, status=status)


def _send(
    request: HttpRequest, consultation: Consultation, form: EmailForm, onwards: str
) -> tuple[int, bool]:
    email = form.cleaned_data["email"]
    digest = people.email_digest(consultation, email)
    free = gate.allowed("prove.address", gate.address_of(request), PER_ADDRESS_AN_HOUR)
    if not (gate.allowed("prove.email", digest, PER_EMAIL_A_DAY, gate.DAY) and free):
        form.add_error(None, too_many())
        return 429, False
    if not send_link(consultation, email, onwards):
        form.add_error(None, _("Le message n’a pas pu partir. Vérifiez l’adresse, et réessayez plus tard."))
        return 503, False
    return 200, True


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def address(request: HttpRequest, territory: Territory, slug: str, signed: str) -> HttpResponse:
    """The link received: one button, so that a machine that opens links proves nothing."""
    consultation = public_consultation(request, territory, slug)
    read = read_link(consultation, signed)
    if read is None:
        why = _("Ce lien n’est plus valable : il sert pendant un jour. Demandez-en un autre, c’est immédiat.")
        return refused(request, consultation, _("Lien terminé"), why, status=410)
    if request.method != "POST":
        context = {"consultation": consultation, "signed": signed}
        return render(request, "participation/email_arrived.html", context)
    digest, onwards = read
    participant = people.prove_by_email(
        consultation=consultation,
        digest=digest,
        participant=people.participant_of(request, consultation),
        language=language_now(),
    )
    return _inside(consultation, participant, onwards)


def _ask_code(request: HttpRequest, consultation: Consultation, onwards: str) -> HttpResponse:
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            if gate.reached("prove.code", gate.address_of(request), CODES_AN_HOUR):
                form.add_error(None, too_many())
                status = 429
            else:
                participant = _by_code(request, consultation, form)
                if participant is not None:
                    return _inside(consultation, participant, onwards)
    context = {"consultation": consultation, "form": form, "onwards": onwards}
    return render(request, "participation/prove_code.html", context, status=status)


def _by_code(request: HttpRequest, consultation: Consultation, form: CodeForm) -> Participant | None:
    code = form.cleaned_data["code"]
    try:
        with transaction.atomic():
            return people.prove_by_digest_of_code(
                consultation=consultation,
                digest=codes.spend(consultation=consultation, code=code),
                participant=people.participant_of(request, consultation),
                language=language_now(),
            )
    except codes.CodeError as error:
        gate.count("prove.code", gate.address_of(request))
        if error.reason == "used":
            codes.refused_again(consultation=consultation, code=code)
        form.add_error("code", _code_words(error.reason))
        return None


def _code_words(reason: str) -> str:
    return {
        "unknown": _("Ce code n’est pas un de ceux de cette concertation. Relisez-le sur votre papier."),
        "used": _(
            "Ce code a déjà servi. Si c’était vous, ouvrez votre page de suivi avec le lien que vous avez "
            "gardé ; sinon, dites-le à l’équipe."
        ),
        "cancelled": _("Ce code a été annulé par l’équipe. Demandez-lui-en un autre."),
    }[reason]


@require_POST
@of_territory
def leave_for_identity(request: HttpRequest, territory: Territory, slug: str, provider: str) -> HttpResponse:
    """Leave for an identity provider, which says who came back to ``identity_back``."""
    consultation = public_consultation(request, territory, slug)
    if people.asked_proof(consultation) != Participant.Proof.OIDC:
        raise Http404
    try:
        made = CheckedAdapter(request, provider).get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    onwards = onwards_of(request, request.POST.get("suite", ""))
    back = reverse("participation:identity-back", args=[territory.slug, slug])
    wish: dict[str, Any] = {OIDC: consultation.pk, "onwards": onwards, "back": back}
    try:
        return made.redirect(request, process="login", next_url=back, data=wish)  # type: ignore[no-any-return]
    except (OAuth2Error, RequestException, KeyError, ValueError):
        why = _("Le service d’identité ne répond pas. Réessayez dans un moment, ou participez sans internet.")
        return refused(request, consultation, _("Identité non vérifiée"), why, status=503)


@require_safe
@never_cache
@of_territory
def identity_back(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Back from the provider: what it proved is in the session, once."""
    consultation = public_consultation(request, territory, slug)
    proved = request.session.pop(PROVED, None)
    if not proved or proved.get(OIDC) != consultation.pk:
        why = _("L’identité n’a pas été vérifiée. Recommencez depuis la page de la concertation.")
        return refused(request, consultation, _("Identité non vérifiée"), why)
    participant = people.prove_by_oidc(
        consultation=consultation,
        provider=proved["provider"],
        subject=proved["subject"],
        participant=people.participant_of(request, consultation),
        language=language_now(),
    )
    return _inside(consultation, participant, proved.get("onwards", ""))


def _inside(consultation: Consultation, participant: Participant, onwards: str) -> HttpResponse:
    response = redirect(_onwards(consultation, onwards))
    people.remember(response, participant)
    return response


def _onwards(consultation: Consultation, onwards: str) -> str:
    place = [consultation.territory.slug, consultation.slug]
    return onwards or reverse("participation:contribute", args=place)


def language_now() -> str:
    """Of the page."""
    return (get_language() or "fr").split("-")[0]


def too_many() -> str:
    """What is said to whoever sends too often."""
    return _(
        "Trop d’envois sont partis d’ici en peu de temps. Attendez une heure, ou participez sans internet : "
        "ce que vous avez tapé est resté en place."
    )
