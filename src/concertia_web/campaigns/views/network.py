"""The pages of the network: prepare a campaign, its texts, receive interests, follow the territories."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.campaigns import services
from concertia_web.campaigns.following import DAYS_TO_ANSWER, RULES, follow, next_milestones
from concertia_web.campaigns.forms import (
    AnswerForm,
    CampaignForm,
    MilestoneFormSet,
    NewCampaignForm,
    milestone_initial,
)
from concertia_web.campaigns.models import Campaign, CampaignText, Interest
from concertia_web.campaigns.permissions import follow_campaign, run_campaign, start_campaign
from concertia_web.campaigns.progress_pdf import progress_pdf
from concertia_web.campaigns.services.campaign import missing_to_open
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

ONLY_NETWORK = "Une campagne est préparée par l’équipe du réseau qui l’appelle."


def _campaign(request: HttpRequest, territory: Territory, slug: str, rule: Any = run_campaign) -> Campaign:
    campaign = get_object_or_404(Campaign.objects.select_related("network"), slug=slug, network=territory)
    require(rule, request.actor, campaign, ONLY_NETWORK)  # type: ignore[attr-defined]
    return campaign


@require_safe
@in_space
def campaigns(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The campaigns of this network."""
    context = {
        "campaigns": territory.campaigns.prefetch_related("commitments", "interests"),
        "may_start": start_campaign(request.actor, territory),  # type: ignore[attr-defined]
    }
    return render(request, "campaigns/space_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def new(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Prepare a campaign from packs."""
    require(start_campaign, request.actor, territory, ONLY_NETWORK)  # type: ignore[attr-defined]
    form = NewCampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        campaign = services.create_campaign(
            actor=request.actor,  # type: ignore[attr-defined]
            network=territory,
            values=form.cleaned_data,
            packs=form.packs,
        )
        messages.success(request, "La campagne est préparée. Personne d’autre que vous ne la voit encore.")
        return redirect("space:campaign", territory.slug, campaign.slug)
    return render(request, "campaigns/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def campaign(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """One campaign from inside: what awaits, its calendar, its texts."""
    found = _campaign(request, territory, slug)
    asked = request.POST.get("part") if request.method == "POST" else None
    form = CampaignForm(request.POST if asked == "calendar" else None, campaign=found)
    milestones = MilestoneFormSet(
        request.POST if asked == "milestones" else None, initial=milestone_initial(found), prefix="etape"
    )
    if asked == "calendar" and form.is_valid():
        services.change_campaign(actor=request.actor, campaign=found, values=form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, "La présentation et le calendrier sont enregistrés.")
        return redirect("space:campaign", territory.slug, slug)
    if asked == "milestones" and milestones.is_valid():
        services.set_milestones(actor=request.actor, campaign=found, milestones=milestones.values)  # type: ignore[attr-defined]
        messages.success(request, "Les étapes sont enregistrées.")
        return redirect("space:campaign", territory.slug, slug)
    held = list(found.texts.all())
    waiting = found.interests.filter(state=Interest.State.CONFIRMED)
    context = {
        "campaign": found,
        "form": form,
        "milestones": milestones,
        "kinds": [
            (kind, label, [text for text in held if text.kind == kind])
            for kind, label in CampaignText.Kind.choices
        ],
        "interests": [(interest, AnswerForm(prefix=str(interest.pk))) for interest in waiting],
        "handled": found.interests.filter(
            state__in=(Interest.State.ACCEPTED, Interest.State.ANSWERED)
        ).select_related("commitment")[:20],
        "unconfirmed": found.interests.filter(state=Interest.State.SAID).count(),
        "missing": missing_to_open(found) if found.state == Campaign.State.DRAFT else [],
        "commitments": found.commitments.prefetch_related("carrier_set__territory", "changes"),
    }
    return render(request, "campaigns/campaign.html", context)


@require_POST
@in_space
def move(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Open or close a campaign."""
    found = _campaign(request, territory, slug)
    state = request.POST.get("state", "")
    if state in (Campaign.State.OPEN, Campaign.State.CLOSED):
        try:
            services.move(actor=request.actor, campaign=found, state=state)  # type: ignore[attr-defined]
        except services.NotReadyError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"La campagne est {found.get_state_display()}.")
    return redirect("space:campaign", territory.slug, slug)


@require_POST
@in_space
def interest(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Accept an interest, or write back."""
    found = _campaign(request, territory, slug)
    asked = get_object_or_404(found.interests.filter(confirmed__isnull=False), pk=pk)
    actor = request.actor  # type: ignore[attr-defined]
    back = redirect("space:campaign", territory.slug, slug)
    if asked.state != Interest.State.CONFIRMED:
        messages.info(request, f"{asked.territory_name} : c’est déjà traité ({asked.get_state_display()}).")
    elif "accept" in request.POST:
        commitment = services.accept(actor=actor, interest=asked)
        messages.success(request, f"{commitment.name} prend part à la campagne, comme « intéressé ».")
    else:
        form = AnswerForm(request.POST, prefix=str(pk))
        if not form.is_valid():
            messages.error(request, "Écrivez votre réponse avant de l’envoyer.")
        elif services.answer(actor=actor, interest=asked, text=form.cleaned_data["answer"]):
            messages.success(request, "Votre réponse est partie.")
        else:
            messages.warning(
                request,
                "Votre réponse est gardée ici, mais le message n’a pas pu partir : le serveur de courrier ne "
                "répond pas. Écrivez à cette adresse depuis votre messagerie.",
            )
    return back


@require_safe
@in_space
def followup(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """« Suivi »: who is late, silent or in need, and by which rule."""
    found = _campaign(request, territory, slug, follow_campaign)
    today = timezone.localdate()
    follows = follow(found, today)
    context = {
        "campaign": found,
        "follows": follows,
        "late": sum(1 for item in follows if item.late),
        "silent": sum(1 for item in follows if item.silent),
        "needing": sum(1 for item in follows if item.needs),
        "unsent": [item for item in follows if item.unsent],
        "rules": RULES,
        "days_to_answer": DAYS_TO_ANSWER,
        "milestones": next_milestones(found, today),
        "month": today.replace(day=1),
        "may_send": run_campaign(request.actor, found),  # type: ignore[attr-defined]
    }
    return render(request, "campaigns/followup.html", context)


@require_POST
@in_space
def send_pulses(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Send the message of this month now, to those who did not get it."""
    found = _campaign(request, territory, slug)
    sending = services.send_pulses(
        campaign=found,
        month=timezone.localdate(),
        actor=request.actor,  # type: ignore[attr-defined]
        again="again" in request.POST,
    )
    said = f"{sending.sent} message{'s' if sending.sent > 1 else ''} parti{'s' if sending.sent > 1 else ''}"
    if sending.already:
        said += f", {sending.already} déjà parti{'s' if sending.already > 1 else ''} ce mois-ci"
    if sending.without_address:
        said += f", {sending.without_address} sans adresse"
    messages.success(request, said + ".")
    if sending.failed:
        messages.error(
            request,
            f"{sending.failed} message{'s n’ont' if sending.failed > 1 else ' n’a'} pas pu partir : voyez la "
            "raison ci-dessous. Le même bouton les renverra, sans écrire deux fois aux autres.",
        )
    return redirect("space:followup", territory.slug, slug)


@require_safe
@in_space
def progress(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """One page per territory, in one PDF, for the point d’étape."""
    found = _campaign(request, territory, slug, follow_campaign)
    today = timezone.localdate()
    content = progress_pdf(found, follow(found, today), today)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="point-d-etape-{found.slug}-{today}.pdf"'
    return answer
