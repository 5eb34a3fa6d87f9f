"""Write on line, send a cahier d’acteur, and read where one’s words are just after."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web import gate
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.documents import DocumentError
from concertia_web.contributions.models import Contribution
from concertia_web.participation import opening, people, permissions, services
from concertia_web.participation.forms import ContributionForm, PaperForm, questions_of
from concertia_web.participation.models import Participant
from concertia_web.participation.views.doors import language_now, too_many
from concertia_web.participation.views.finding import actor_of, public_consultation, refused
from concertia_web.participation.words import KINDS, number_of
from concertia_web.positions.asking import card_after
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory

PER_ADDRESS_AN_HOUR = 60
"""A town hall or a family shares one address."""
PER_PARTICIPANT_AN_HOUR = 15
PAPERS_AN_HOUR = 5


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def contribute(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The question, the words, and what may be done of them."""
    consultation = public_consultation(request, territory, slug)
    if not permissions.contribute(actor_of(request), consultation):
        return refused(request, consultation, _("Participer"), opening.why_closed(consultation))
    participant = people.participant_of(request, consultation)
    if people.asked_proof(consultation) != Participant.Proof.NONE and not people.proved_enough(
        participant, consultation
    ):
        return _to_the_door(request, consultation)
    begun = request.GET.get("debut", "")
    initial = {"question": _question_asked(request, consultation), "kind": begun if begun in KINDS else ""}
    form = ContributionForm(request.POST or None, consultation=consultation, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            if _too_fast(request, participant):
                form.add_error(None, too_many())
                status = 429
            else:
                return _kept(consultation, participant, form)
    context = {
        "consultation": consultation,
        "form": form,
        "participant": participant,
        "draft": f"{consultation.territory.slug}/{consultation.slug}",
    }
    return render(request, "participation/contribute.html", context, status=status)


def _kept(
    consultation: Consultation, participant: Participant | None, form: ContributionForm
) -> HttpResponse:
    wanted = form.wanted
    if participant is None:
        participant = people.join(consultation=consultation, public=wanted.public, language=language_now())
    note, new = services.contribute(consultation=consultation, participant=participant, wanted=wanted)
    if not new and note.participant is not None:
        if participant.pk != note.participant_id and not _known(participant):
            participant.delete()
        participant = note.participant  # the answer to the first sending was lost on its way
    place = [consultation.territory.slug, consultation.slug]
    response = redirect(reverse("participation:thanks", args=place) + f"?n={note.pk}")
    people.remember(response, participant)
    return response


def _known(participant: Participant) -> bool:
    return bool(participant.proof_digest) or participant.contributions.exists()


def _to_the_door(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    door = reverse("participation:prove", args=[consultation.territory.slug, consultation.slug])
    return redirect(f"{door}?suite={quote(request.get_full_path())}")


def _question_asked(request: HttpRequest, consultation: Consultation) -> str:
    """None unless the address says one: words are not filed under a question that nobody chose."""
    wanted = request.GET.get("question", "")
    return wanted if wanted in dict(questions_of(consultation)) else ""


def _too_fast(request: HttpRequest, participant: Participant | None) -> bool:
    ok = gate.allowed("contribute.address", gate.address_of(request), PER_ADDRESS_AN_HOUR)
    if participant is not None:
        ok = gate.allowed("contribute.participant", str(participant.pk), PER_PARTICIPANT_AN_HOUR) and ok
    return not ok


@require_safe
@never_cache
@of_territory
def thanks(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """It arrived: its number, its state, the private link, and what can be done next."""
    consultation = public_consultation(request, territory, slug)
    participant = people.participant_of(request, consultation)
    key = request.GET.get("n", "")
    note = None
    if participant is not None and key.isdecimal() and len(key) < 19:
        note = Contribution.objects.filter(participant=participant, pk=int(key)).first()
    if participant is None or note is None:
        return redirect("consultations:detail", territory.slug, slug)
    context = {
        "consultation": consultation,
        "note": note,
        "number": number_of(note),
        "published": note.moderation == Contribution.Moderation.ACCEPTED,
        "waiting": note.moderation == Contribution.Moderation.WAITING,
        "token": people.token_of(participant),
        "may_write": permissions.contribute(actor_of(request), consultation),
        **card_after(participant, consultation, note),
        "draft": f"{consultation.territory.slug}/{consultation.slug}",
    }
    return render(request, "participation/thanks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def stakeholder(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """A cahier d’acteur by an organisation, under its own name."""
    consultation = public_consultation(request, territory, slug)
    if not permissions.give_stakeholder_paper(actor_of(request), consultation):
        why = _("Les cahiers d’acteurs se déposent pendant que la concertation est ouverte.")
        return refused(request, consultation, _("Déposer un cahier d’acteur"), why)
    form = PaperForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            if not gate.allowed("paper.address", gate.address_of(request), PAPERS_AN_HOUR):
                form.add_error(None, too_many())
                status = 429
            elif _paper_kept(consultation, form):
                context = {"consultation": consultation, "title": form.cleaned_data["title"]}
                return render(request, "participation/stakeholder_thanks.html", context)
    context = {"consultation": consultation, "form": form, "draft": f"cahier/{territory.slug}/{slug}"}
    return render(request, "participation/stakeholder.html", context, status=status)


def _paper_kept(consultation: Consultation, form: PaperForm) -> bool:
    said = form.cleaned_data
    upload = said["file"]
    name = upload.name if upload else "cahier.txt"
    data = upload.read() if upload else said["text"].encode("utf-8", "replace")
    try:
        services.receive_stakeholder_paper(
            consultation=consultation,
            organisation=said["organisation"],
            title=said["title"],
            validated_by=said["validated_by"],
            name=name,
            data=data,
        )
    except DocumentError as error:
        form.add_error("file", str(error))
        return False
    return True
