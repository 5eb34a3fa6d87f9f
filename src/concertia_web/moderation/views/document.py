"""One document that readers reported: what they said of it, and the answer to all of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from concertia_web.accounts.permissions import require
from concertia_web.consultations.finding import actor_of, frame
from concertia_web.contributions.models import Document
from concertia_web.contributions.permissions import see_documents
from concertia_web.moderation import permissions, reports
from concertia_web.moderation.forms import DocumentAnswerForm
from concertia_web.moderation.reasons import published
from concertia_web.moderation.services import Refused
from concertia_web.moderation.views.desk import consultation_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_space
def document(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Read what was reported, decide whether the document stays published, say why."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    rows = Document.objects.filter(consultation=consultation).select_related("consultation__territory")
    held: Document = get_object_or_404(rows, pk=pk)
    form = DocumentAnswerForm(request.POST or None)
    if request.method == "POST":
        require(permissions.moderate, actor, consultation)
        if form.is_valid():
            said = form.cleaned_data
            try:
                reports.answer_document(
                    actor=actor,
                    document=held,
                    outcome=said["outcome"],
                    text=said["answer"],
                    reason=said["reason"],
                )
                messages.success(request, "La réponse se lit à la page de chaque numéro.")
                return redirect("space:moderation-document", territory.slug, slug, pk)
            except Refused as problem:
                form.add_error(None, str(problem))
    said_of_it = [(one, published().reasons.get(one.reason)) for one in held.reports.all()]
    context = {
        **frame(consultation),
        "document": held,
        "waiting": [(one, reason) for one, reason in said_of_it if not one.outcome],
        "answered": [one for one, _reason in said_of_it if one.outcome],
        "form": form,
        "may_decide": permissions.moderate(actor, consultation),
        "may_open": see_documents(actor, consultation),
    }
    return render(request, "moderation/document.html", context, status=400 if form.errors else 200)
