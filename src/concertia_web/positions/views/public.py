"""Take position on one text at a time; read the comments under a text; see what came out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope, scopes_disabled

from concertia_web import gate
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.values import NoteError
from concertia_web.participation.models import Participant
from concertia_web.participation.people import (
    join,
    participant_of,
    proved_enough,
    remember,
    token_of,
)
from concertia_web.positions import permissions as may
from concertia_web.positions.asking import card, taken_by
from concertia_web.positions.forms import PositionForm, ReplyForm
from concertia_web.positions.models import Position
from concertia_web.positions.opening import (
    Table,
    is_open,
    lately,
    legible,
    remembered,
    settings_of,
    submitted,
    table_of,
)
from concertia_web.positions.results import results_of
from concertia_web.positions.taking import TooFastError, new_nonce, say_why, take

PER_PAGE = 20
ARRIVALS_AN_HOUR = 250
"""New participants from one address in an hour: a school, an office or a library share one."""
CROWD = _lazy(
    "Beaucoup de personnes ont commencé depuis la même connexion en une heure. Rien n’est perdu : réessayez "
    "dans un moment, ou depuis une autre connexion."
)
View = Callable[..., HttpResponseBase]


def of_consultation(view: View) -> View:
    """A public view about one concertation, called with it inside its scope; one query."""

    @wraps(view)
    def wrapped(request: HttpRequest, territory: str, slug: str, **more: Any) -> HttpResponseBase:
        found = lately(territory, slug) if request.method == "POST" else None
        if found is None:
            with scopes_disabled():  # the address says which territory, and the scope follows from it
                rows = Consultation.objects.select_related("territory", "position_settings")
                found = get_object_or_404(rows, territory__slug=territory, slug=slug)
            remembered(territory, slug, found)
        if not may.read_positions(request.actor, found):  # type: ignore[attr-defined]
            raise Http404
        request.territory = found.territory  # type: ignore[attr-defined]
        with scope(territory=found.territory):
            response = view(request, found, **more)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return wrapped


def here(name: str, consultation: Consultation, *more: Any) -> str:
    """The address of a page of positions."""
    return reverse(f"positions:{name}", args=[consultation.territory.slug, consultation.slug, *more])


@require_http_methods(["GET", "HEAD", "POST"])
@of_consultation
def page(request: HttpRequest, consultation: Consultation) -> HttpResponseBase:
    """The next text of this person, or the one they come back to; a position sent, then the next."""
    table = table_of(consultation, settings_of(consultation))
    if not is_open(consultation, table):
        return _closed(request, consultation, table)
    if request.method == "POST":
        return _received(request, consultation, table)
    done = taken_by(participant_of(request, consultation), consultation)
    wanted = _number(request.GET.get("texte"))
    text = wanted if wanted in table.known else None
    return _shown(request, consultation, table, done, text=text)


@require_safe
@of_consultation
def mine(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The positions taken from this device, the last first, each of which can be changed."""
    participant = participant_of(request, consultation)
    table = table_of(consultation, settings_of(consultation))
    rows = Position.objects.filter(consultation=consultation, participant=participant).order_by("-seq")
    page = Paginator(rows.select_related("contribution"), PER_PAGE).get_page(request.GET.get("page"))
    answered = [row.contribution_id for row in page]
    context = {
        "consultation": consultation,
        "page": page,
        "legible": set(
            Contribution.objects.filter(legible(consultation), pk__in=answered).values_list("pk", flat=True)
        ),
        "open": is_open(consultation, table),
        "texts": table.known,
    }
    return render(request, "positions/mine.html", context)


@require_safe
@of_consultation
def results(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """What came out, where the rules of the game let it be seen."""
    if not may.see_results(request.actor, consultation):  # type: ignore[attr-defined]
        return render(request, "positions/no_results.html", {"consultation": consultation})
    order = "important" if request.GET.get("ordre") == "important" else ""
    context = {
        "consultation": consultation,
        **results_of(consultation, settings_of(consultation), request.GET.get("page"), order),
        "order": order,
        "live": consultation.state == Consultation.State.OPEN,
    }
    return render(request, "positions/results.html", context)


@require_safe
@of_consultation
def text(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """One text submitted to positions, with the comments published under it."""
    found = get_object_or_404(Contribution, submitted(consultation), pk=pk)
    return _thread(request, consultation, found, ReplyForm())


@require_POST
@of_consultation
def reply(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponseBase:
    """Add a comment under a text, where comments are open."""
    found = get_object_or_404(Contribution, submitted(consultation), pk=pk)
    settings = settings_of(consultation)
    table = table_of(consultation, settings)
    if not (settings.threads and is_open(consultation, table)):
        raise Http404
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _thread(request, consultation, found, form, status=400)
    participant = participant_of(request, consultation)
    if not proved_enough(participant, consultation):
        return _to_prove(request, consultation, here("text", consultation, pk))
    assert participant is not None
    said = form.cleaned_data["text"]
    refused = _wrote(request, consultation, participant, found, said, request.POST.get("nonce", ""))
    if refused:
        form.add_error("text", refused)
        return _thread(request, consultation, found, form, status=400)
    return redirect(here("text", consultation, pk))


def _received(request: HttpRequest, consultation: Consultation, table: Table) -> HttpResponseBase:
    """A position sent by the form."""
    form = PositionForm(request.POST)
    number = _number(request.POST.get("texte"))
    if number is None or not table.holds(number):
        messages.warning(request, _("Ce texte n’est plus soumis aux prises de position. Voici le suivant."))
        return redirect(here("page", consultation))
    if not form.is_valid():
        done = taken_by(participant_of(request, consultation), consultation)
        return _shown(request, consultation, table, done, text=number, form=form, status=400)
    participant, is_new = participant_of(request, consultation), False
    if not proved_enough(participant, consultation):
        if consultation.proof in (Consultation.Proof.NONE, Consultation.Proof.ROOM):
            participant, is_new = _welcomed(request, consultation), True
            if participant is None:
                form.add_error(None, CROWD)
                return _shown(request, consultation, table, {}, text=number, form=form, status=429)
        else:
            return _to_prove(request, consultation, f"{here('page', consultation)}?texte={number}")
    assert participant is not None
    response = _kept(request, consultation, table, form, number, participant)
    if is_new:
        remember(response, participant)
    return response


def _kept(
    request: HttpRequest,
    consultation: Consultation,
    table: Table,
    form: PositionForm,
    number: int,
    participant: Participant,
) -> HttpResponseBase:
    said = form.cleaned_data
    try:
        take(
            participant=participant,
            contribution=number,
            value=said["position"],
            important=said["important"],
            nonce=said["nonce"],
            address=gate.address_of(request),
        )
    except TooFastError:
        form.add_error(
            None,
            _(
                "Vous répondez plus vite que l’on ne peut lire. Rien n’est perdu : attendez une minute, "
                "puis répondez à nouveau."
            ),
        )
        done = taken_by(participant_of(request, consultation), consultation)
        return _shown(request, consultation, table, done, text=number, form=form, status=429)
    except IntegrityError:
        messages.warning(request, _("Ce texte vient d’être retiré. Voici le suivant."))
        return redirect(here("page", consultation))
    if said["pourquoi"]:
        refused = _said_why(request, consultation, participant, number, form)
        if refused:
            form.add_error("pourquoi", f"{_('Votre position est enregistrée.')} {refused}")
            done = taken_by(participant_of(request, consultation), consultation)
            return _shown(request, consultation, table, done, text=number, form=form, status=400)
    return HttpResponseRedirect(here("page", consultation) + "#texte")


def _said_why(
    request: HttpRequest,
    consultation: Consultation,
    participant: Participant,
    number: int,
    form: PositionForm,
) -> str:
    """Keep why, linked to the text; or the sentence that says why not."""
    parent = get_object_or_404(Contribution, submitted(consultation), pk=number)
    said = form.cleaned_data
    return _wrote(request, consultation, participant, parent, said["pourquoi"], str(said["nonce"]))


def _wrote(
    request: HttpRequest,
    consultation: Consultation,
    participant: Participant,
    parent: Contribution,
    text: str,
    ticket: str,
) -> str:
    try:
        made = say_why(
            participant=participant, consultation=consultation, parent=parent, text=text, ticket=ticket
        )
    except NoteError as problem:
        return str(problem)
    if made is None:
        return _(
            "Vous avez déjà beaucoup écrit aujourd’hui. Revenez demain : copiez votre texte pour le garder."
        )
    if made.moderation == Contribution.Moderation.WAITING:
        messages.success(request, _("Merci. Ce que vous avez écrit sera relu, puis publié."))
    else:
        messages.success(request, _("Merci. Ce que vous avez écrit est enregistré."))
    return ""


def _shown(
    request: HttpRequest,
    consultation: Consultation,
    table: Table,
    done: dict[int, Position],
    *,
    text: int | None = None,
    form: PositionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with one text: ``text``, or the next of this person; or the end."""
    participant = participant_of(request, consultation)
    number = participant.pk if participant else _visitor(request)
    context = {
        **card(consultation, table, done, number=number, text=text, form=form),
        "answered": sum(pk in table.known for pk in done),
        "total": table.size,
        "last": max(done.values(), key=lambda one: one.seq).contribution_id if done else None,
        "threads": settings_of(consultation).threads,
        "token": token_of(participant) if participant else "",
        "results": may.see_results(request.actor, consultation),  # type: ignore[attr-defined]
    }
    name = "positions/page.html" if context["text"] else "positions/end.html"
    return render(request, name, context, status=status)


def _closed(request: HttpRequest, consultation: Consultation, table: Table) -> HttpResponse:
    """Not open: why, and when."""
    today = timezone.localdate()
    phases = consultation.phases.filter(kind=Phase.Kind.POSITION)
    context = {
        "consultation": consultation,
        "opens": min((opens for opens, _closes in table.phases if opens > today), default=None),
        "planned": phases.exists(),
        "over": bool(table.phases) and all(closes < today for _opens, closes in table.phases),
        "waiting": table.size == 0,
        "participant": participant_of(request, consultation),
        "results": may.see_results(request.actor, consultation),  # type: ignore[attr-defined]
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "positions/closed.html", context, status=status)


def _thread(
    request: HttpRequest, consultation: Consultation, found: Contribution, form: ReplyForm, status: int = 200
) -> HttpResponse:
    settings = settings_of(consultation)
    replies = Contribution.objects.filter(legible(consultation), parent=found).order_by("pk")
    context = {
        "consultation": consultation,
        "text": found,
        "page": Paginator(replies, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "nonce": new_nonce(),
        "open": settings.threads and is_open(consultation, table_of(consultation, settings)),
        "may_write": proved_enough(participant_of(request, consultation), consultation),
    }
    return render(request, "positions/text.html", context, status=status)


def _welcomed(request: HttpRequest, consultation: Consultation) -> Participant | None:
    """Somebody new, where nothing is verified; None where too many came from one address this hour."""
    address = gate.address_of(request)
    if not gate.allowed("positions.join", f"{consultation.pk} {address}", ARRIVALS_AN_HOUR):
        return None
    return join(consultation=consultation, language=get_language() or "fr")


def _to_prove(request: HttpRequest, consultation: Consultation, back: str) -> HttpResponseRedirect:
    """To where people prove what the rules ask, and back."""
    return redirect(
        reverse("participation:prove", args=[consultation.territory.slug, consultation.slug])
        + f"?suite={back}"
    )


def _visitor(request: HttpRequest) -> int:
    """Somebody who has not answered yet: another order for each device, as far as it can be told."""
    return sum(request.META.get("HTTP_USER_AGENT", "").encode()) % 997


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
