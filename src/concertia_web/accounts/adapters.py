"""How allauth works here: no sign-up, messages that say so when they cannot leave, secrets kept encrypted."""

from __future__ import annotations

import base64
import hashlib
import logging
from smtplib import SMTPException
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginByCodeStage
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac

from concertia_web.accounts.models import User

log = logging.getLogger(__name__)


class CodeStage(LoginByCodeStage):
    """While a code is awaited, another address may be given: nobody is sent back to the wrong one."""

    def is_resumable(self, request: HttpRequest) -> bool:
        """Never: the page of the code has its own address."""
        return False


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a team (``accounts.services.create_account``), never by the public."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte a été fermé. La personne chargée de la concertation peut le rouvrir.",
        "email_password_mismatch": "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, ou "
        "demandez un code par e-mail : il remplace le mot de passe.",
        "incorrect_code": "Ce code n’est pas le bon. Recopiez celui du dernier message reçu.",
        "incorrect_password": "Ce n’est pas votre mot de passe actuel.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "too_many_login_attempts": "Trop d’essais en peu de temps. Attendez cinq minutes, puis recommencez.",
        "rate_limited": "Trop d’essais en peu de temps. Attendez cinq minutes, puis recommencez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_stages(self) -> list[str]:
        """Those of allauth, with ours for the code."""
        ours = f"{CodeStage.__module__}.{CodeStage.__qualname__}"
        by_code = "allauth.account.stages.LoginByCodeStage"
        return [ours if stage == by_code else stage for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of the account."""
        return reverse("desk:account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send; where the mail server refuses, a page says so instead of a failure."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            log.warning("mail not sent: %s: %s", template_prefix, type(error).__name__)
            page = render(self.request, "accounts/mail_failed.html", status=503)
            raise ImmediateHttpResponse(page) from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """A notice of a change: the change holds even if the notice cannot leave."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except ImmediateHttpResponse:
            return


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are encrypted with the key of the installation."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code n’est pas le bon. Il change toutes les trente secondes : "
        "recopiez celui qui s’affiche maintenant, ou un de vos codes de secours.",
    }

    def encrypt(self, text: str) -> str:
        """For the database."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """From the database."""
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"concertia.second-factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class IdentityAdapter(DefaultSocialAccountAdapter):
    """An identity opens an account that exists, with the same verified address; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account by its address, or refuse with a sentence.

        Who came to take part in a concertation opens no account: what was proved goes back to its page.
        """
        wish = (sociallogin.state or {}).get("data") or {}
        if "participation" in wish:
            _give_back(request, sociallogin, wish)
        provider = sociallogin.provider
        trusted = provider.app.settings["trust_email"]
        given = [address for address in sociallogin.email_addresses if address.email]
        if not given:
            _refuse(request, provider.name, "no-address")
        known = sorted({address.email.lower() for address in given if address.verified or trusted})
        if not known:
            _refuse(request, provider.name, "not-verified")
        user = User.objects.filter(email__in=known, is_active=True).order_by("pk").first()
        if user is None:
            _refuse(request, provider.name, "unknown", known[0])
        if sociallogin.is_existing and sociallogin.user != user:
            _refuse(request, provider.name, "other", known[0])
        if request.user.is_authenticated and request.user != user:
            _refuse(request, provider.name, "signed-in", known[0])
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
        sociallogin.state["process"] = "login"


def _give_back(request: HttpRequest, sociallogin: SocialLogin, wish: dict[str, Any]) -> NoReturn:
    """Keep for one page that an identity was proved, as a keyed hash, and return to that page."""
    who = f"{sociallogin.account.provider}\x1f{sociallogin.account.uid}"
    subject = salted_hmac("concertia_web.participation.subject", who, algorithm="sha256").hexdigest()
    request.session["participation.proved"] = {
        "participation": wish["participation"],
        "onwards": wish.get("onwards", ""),
        "provider": sociallogin.account.provider,
        "subject": subject,
    }
    raise ImmediateHttpResponse(redirect(wish["back"]))


def _refuse(request: HttpRequest, provider: str, why: str, address: str = "") -> NoReturn:
    context = {"provider": provider, "reason": why, "address": address}
    raise ImmediateHttpResponse(render(request, "accounts/identity_refused.html", context, status=403))
