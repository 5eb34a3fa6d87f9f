"""The pages of a territory: the campaigns that it takes part in, its engagement."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.campaigns import services
from concertia_web.campaigns.following import one
from concertia_web.campaigns.forms import (
    AdvanceForm,
    CarrierForm,
    CommitmentForm,
    OwnQuestionsForm,
    SignatoryForm,
)
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.campaigns.permissions import change_commitment, run_campaign, see_commitment
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_safe
@in_space
def commitments(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The campaigns that this territory takes part in, and those it may join."""
    mine = list(
        Commitment.objects.filter(carriers=territory)
        .select_related("campaign__network")
        .prefetch_related("carrier_set__territory", "changes", "campaign__milestones")
    )
    joined = {commitment.campaign_id for commitment in mine}
    today = timezone.localdate()
    others = (
        Campaign.objects.filter(state=Campaign.State.OPEN).exclude(pk__in=joined).select_related("network")
    )
    context = {
        "commitments": mine,
        "others": others.filter(Q(join_by=None) | Q(join_by__gte=today)),
    }
    return render(request, "campaigns/commitments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def commitment(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """One engagement: where it stands, what may follow, who signs, its act, its own questions."""
    about = Commitment.objects.filter(Q(carriers=territory) | Q(campaign__network=territory)).distinct()
    found = get_object_or_404(
        about.select_related("campaign__network", "charter").prefetch_related(
            "carrier_set__territory", "changes", "signatories", "pulses"
        ),
        pk=pk,
    )
    actor = request.actor  # type: ignore[attr-defined]
    require(see_commitment, actor, found)
    part = request.POST.get("part", "") if request.method == "POST" else ""
    forms = _forms(found, part, request)
    if request.method == "POST":
        require(
            change_commitment,
            actor,
            found,
            "Seule la personne chargée de la concertation change l’engagement.",
        )
        if _apply(request, found, part, forms):
            return redirect("space:commitment", territory.slug, pk)
    framing = found.campaign.texts.filter(kind="framing").exclude(published=None).first()
    context: dict[str, Any] = {
        "commitment": found,
        "campaign": found.campaign,
        "may_change": change_commitment(actor, found),
        "here": territory in found.territories,
        "may_carry": run_campaign(actor, found.campaign),
        "common": framing.content.get("questions", []) if framing else [],
        "follow": one(found, timezone.localdate()),
        **forms,
    }
    return render(request, "campaigns/commitment.html", context)


def _forms(found: Commitment, part: str, request: HttpRequest) -> dict[str, Any]:
    def data(name: str) -> Any:
        return request.POST if part == name else None

    return {
        "advance": AdvanceForm(
            data("advance"), commitment=found, allowed=services.may_become(found), prefix="a"
        ),
        "details": CommitmentForm(data("details"), instance=found, prefix="d"),
        "signatory": SignatoryForm(data("signatory"), prefix="s", initial={"signed": timezone.localdate()}),
        "questions": OwnQuestionsForm(data("questions"), held=found.own_questions, prefix="q"),
        "carrier": CarrierForm(data("carrier"), prefix="c"),
    }


def _apply(request: HttpRequest, found: Commitment, part: str, forms: dict[str, Any]) -> bool:
    """Do what was asked; False where the form has to be shown again with its errors."""
    actor = request.actor  # type: ignore[attr-defined]
    if part in forms and not forms[part].is_valid():
        return False
    found = Commitment.objects.get(pk=found.pk)  # a form of the model wrote in the other one
    if part == "carrier":
        require(
            run_campaign, actor, found.campaign, "Le réseau ajoute les collectivités qui portent ensemble."
        )
    said = _DO[part](actor, found, forms, request) if part in _DO else ""
    if said:
        messages.success(request, said)
    return True


def _advance(actor: Any, found: Commitment, forms: dict[str, Any], _request: HttpRequest) -> str:
    data = forms["advance"].cleaned_data
    services.advance(commitment=found, state=data["state"], actor=actor, on=data["on"], note=data["note"])
    return "La nouvelle étape est datée et publique."


def _details(actor: Any, found: Commitment, forms: dict[str, Any], _request: HttpRequest) -> str:
    services.change_commitment(actor=actor, commitment=found, values=forms["details"].cleaned_data)
    return "C’est enregistré."


def _sign(actor: Any, found: Commitment, forms: dict[str, Any], _request: HttpRequest) -> str:
    services.add_signatory(actor=actor, commitment=found, values=forms["signatory"].cleaned_data)
    return "La signature est ajoutée."


def _unsign(actor: Any, found: Commitment, _forms_: dict[str, Any], request: HttpRequest) -> str:
    number = request.POST.get("signatory", "")
    signatory = found.signatories.filter(pk=number).first() if number.isdecimal() else None
    if signatory is None:
        return ""
    services.drop_signatory(actor=actor, signatory=signatory)
    return "La signature est retirée."


def _questions(actor: Any, found: Commitment, forms: dict[str, Any], _request: HttpRequest) -> str:
    services.change_commitment(
        actor=actor, commitment=found, values={"own_questions": forms["questions"].values}
    )
    return "Vos questions sont enregistrées."


def _carry(actor: Any, found: Commitment, forms: dict[str, Any], _request: HttpRequest) -> str:
    data = forms["carrier"].cleaned_data
    services.add_carrier(actor=actor, commitment=found, territory=data["territory"], lead=data["lead"])
    return "La collectivité porte l’engagement."


def _uncarry(actor: Any, found: Commitment, _forms_: dict[str, Any], request: HttpRequest) -> str:
    number = request.POST.get("carrier", "")
    carrier = found.carrier_set.filter(pk=number, lead=False).first() if number.isdecimal() else None
    if carrier is None:
        return ""
    services.drop_carrier(actor=actor, carrier=carrier)
    return "La collectivité ne porte plus l’engagement."


def _to_confirm(actor: Any, found: Commitment, _forms_: dict[str, Any], _request: HttpRequest) -> str:
    services.to_be_confirmed(actor=actor, commitment=found)
    return "L’engagement est marqué comme pris par l’exécutif précédent."


def _confirm(actor: Any, found: Commitment, _forms_: dict[str, Any], _request: HttpRequest) -> str:
    services.confirm(actor=actor, commitment=found)
    return "L’engagement est confirmé."


_DO = {
    "advance": _advance,
    "details": _details,
    "signatory": _sign,
    "unsign": _unsign,
    "questions": _questions,
    "carrier": _carry,
    "uncarry": _uncarry,
    "to_confirm": _to_confirm,
    "confirm": _confirm,
}
