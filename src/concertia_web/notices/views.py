"""Ask to be told, confirm, stop; the feeds."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scope

from concertia_web import gate
from concertia_web.consultations.finding import actor_of
from concertia_web.consultations.models import Consultation
from concertia_web.languages import say
from concertia_web.notices import feeds, permissions, sending, services
from concertia_web.notices.forms import SubscribeForm
from concertia_web.notices.models import Subscription
from concertia_web.participation.models import Participant
from concertia_web.participation.people import by_token
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory

PER_ADDRESS_AN_HOUR = 10
PER_EMAIL_A_DAY = 5
ATOM_TYPE = "application/atom+xml; charset=utf-8"


def _consultation(request: HttpRequest, territory: Territory, slug: str) -> Consultation:
    rows = Consultation.objects.select_related("territory")
    found: Consultation = get_object_or_404(rows, territory=territory, slug=slug)
    if not permissions.follow(actor_of(request), found):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def subscribe(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """« Être prévenu » of what happens in a concertation."""
    return _asked(request, _consultation(request, territory, slug), None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """« Être prévenu » of what becomes of one’s own words, from the private link."""
    person = by_token(token)
    if person is None:
        raise Http404
    request.territory = person.consultation.territory  # type: ignore[attr-defined]
    with scope(territory=person.consultation.territory):
        response = _asked(request, person.consultation, person, token)
    response["X-Robots-Tag"] = "noindex"
    return response


def _asked(
    request: HttpRequest, consultation: Consultation, person: Participant | None, token: str = ""
) -> HttpResponse:
    form = SubscribeForm(request.POST or None)
    context = {"consultation": consultation, "form": form, "own": person is not None, "token": token}
    if request.method != "POST" or not form.is_valid():
        return render(request, "notices/subscribe.html", context)
    email = form.cleaned_data["email"]
    by_machine = gate.allowed("notices.machine", gate.address_of(request), PER_ADDRESS_AN_HOUR)
    by_email = gate.allowed("notices.email", email.lower(), PER_EMAIL_A_DAY, gate.DAY)
    if not (by_machine and by_email):
        form.add_error(
            None,
            _(
                "Trop de messages sont partis d’ici ou vers cette adresse en peu de temps. "
                "Attendez une heure : ce que vous avez tapé est resté en place."
            ),
        )
        return render(request, "notices/subscribe.html", context, status=429)
    row = services.subscribe(
        consultation=consultation,
        email=email,
        language=get_language() or "fr",
        rhythm=form.cleaned_data["rhythm"],
        participant=person,
    )
    if not sending.send_confirmation(row):
        form.add_error(
            None,
            _(
                "Le message de confirmation n’a pas pu partir. "
                "Vérifiez l’adresse, et réessayez dans un moment."
            ),
        )
        return render(request, "notices/subscribe.html", context)
    return render(request, "notices/sent.html", {**context, "days": services.DAYS_TO_CONFIRM})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the message: one button, so that a machine that opens links confirms nothing."""
    row = services.to_confirm(token)
    if row is None:
        return render(request, "notices/expired.html", status=410)
    request.territory = row.consultation.territory  # type: ignore[attr-defined]
    if request.method == "POST":
        row.confirmed = services.confirm(row).confirmed
    context = {"subscription": row, "consultation": row.consultation, "stop": services.token_to_stop(row)}
    return render(request, "notices/confirm.html", context)


@csrf_exempt  # mail programs stop with one POST of their own (RFC 8058); the address is the secret
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop with one click, or be told at another pace. Stopping erases the address."""
    ours, row = services.to_stop(token)
    if not ours:
        raise Http404
    if row is not None:
        request.territory = row.consultation.territory  # type: ignore[attr-defined]
    changed = False
    if request.method == "POST" and row is not None:
        rhythm = request.POST.get("rhythm", "")
        if rhythm in Subscription.Rhythm.values:
            row.rhythm = services.change_rhythm(row, rhythm).rhythm
            changed = True
        else:
            services.stop(row)
            row = None
    context = {"subscription": row, "rhythms": Subscription.Rhythm.choices, "changed": changed}
    return render(request, "notices/stop.html", context)


@require_safe
@of_territory
def feed(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The feed of one concertation."""
    consultation = _consultation(request, territory, slug)
    place = [territory.slug, slug]
    made = feeds.atom(
        title=say(consultation.title).text,
        author=territory.full_name,
        address=settings.ADDRESS + request.path,
        page=settings.ADDRESS + reverse("consultations:detail", args=place),
        notices=feeds.entries([consultation]),
        since=consultation.created,
    )
    return HttpResponse(made, content_type=ATOM_TYPE)


@require_safe
@of_territory
def territory_feed(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The feed of every public concertation of a territory."""
    found = Consultation.objects.filter(territory=territory).exclude(state=Consultation.State.DRAFT)
    rows = [one for one in found if permissions.follow(actor_of(request), one)]
    if not rows:
        raise Http404
    made = feeds.atom(
        title=_("Concertations : %(name)s") % {"name": territory.full_name},
        author=territory.full_name,
        address=settings.ADDRESS + request.path,
        page=settings.ADDRESS + reverse("territories:detail", args=[territory.slug]),
        notices=feeds.entries(rows),
        since=min(one.created for one in rows),
    )
    return HttpResponse(made, content_type=ATOM_TYPE)
