"""The rules of the game in the space: write, check, correct."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from concertia_web.accounts.permissions import require
from concertia_web.consultations import permissions, rules, services
from concertia_web.consultations.finding import actor_of, consultation_of, frame
from concertia_web.consultations.forms import CorrectionForm, RulesForm
from concertia_web.consultations.models import Consultation
from concertia_web.languages import EASY
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def rules_edit(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Line by line: what is written, what is missing, which law asks for it."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    checked = rules.check(consultation)
    form = RulesForm(request.POST or None, consultation=consultation, lines=checked)
    if request.method == "POST":
        require(
            permissions.write_rules,
            actor,
            consultation,
            "La règle du jeu est figée depuis l’ouverture, ou votre rôle ne permet pas de l’écrire.",
        )
        if form.is_valid():
            services.write_rules(actor=actor, consultation=consultation, texts=form.texts())
            messages.success(request, "La règle du jeu est enregistrée.")
            return redirect("space:rules", territory.slug, slug)
    return _page(request, consultation, form, CorrectionForm(pack=rules.pack_of(consultation)))


@require_POST
@in_space
def correct(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Add a correction to the frozen page."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.correct_rules, actor, consultation)
    form = CorrectionForm(request.POST, pack=rules.pack_of(consultation))
    if form.is_valid():
        services.correct_rules(actor=actor, consultation=consultation, **form.cleaned_data)
        messages.success(request, "La correction est publiée, avec sa date et sa raison.")
        return redirect("space:rules", territory.slug, slug)
    empty = RulesForm(consultation=consultation, lines=rules.check(consultation))
    return _page(request, consultation, empty, form)


def _page(
    request: HttpRequest, consultation: Consultation, form: RulesForm, correction: CorrectionForm
) -> HttpResponse:
    actor = actor_of(request)
    checked = rules.check(consultation)
    pack = rules.pack_of(consultation)
    printed = {line.key: line for line in rules.shown(consultation, consultation.annexes.all(), "fr")}
    lines = [
        {
            "check": one,
            "shown": printed[one.line.key],
            "field": form[one.line.key],
            "easy": form[f"{one.line.key}__{EASY}"],
            "laws": [pack.laws[law] for law in one.line.laws],
        }
        for one in checked
        if one.line.key in printed
    ]
    context = {
        **frame(consultation),
        "lines": lines,
        "form": form,
        "correction": correction,
        "may_write": permissions.write_rules(actor, consultation),
        "may_correct": permissions.correct_rules(actor, consultation),
        "complete": sum(one.status == "ok" for one in checked),
        "missing": sum(one.status == "missing" for one in checked),
        "weak": sum(one.status == "weak" for one in checked),
    }
    return render(request, "consultations/rules_edit.html", context)
