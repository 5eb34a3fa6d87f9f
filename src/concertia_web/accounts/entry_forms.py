"""The forms of signing in, in our words: no placeholder in the place of a label, help beside each field."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from django import forms

LENGTH_HELP = (
    "Douze caractères au moins. Quatre mots sans rapport entre eux se retiennent et se tapent bien ; "
    "évitez votre nom et les mots de passe courants."
)
ADDRESS = "Votre adresse e-mail"


class Plain(forms.Form):
    """Puts our labels and help on the fields of allauth."""

    said: ClassVar[dict[str, tuple[str, str]]] = {}
    """Field → label, help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.said.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


class AskCodeForm(Plain, account.RequestLoginCodeForm):
    """Ask for a code by e-mail."""

    said = {"email": (ADDRESS, "Celle que connaît la personne qui vous a donné un rôle.")}


class PasswordForm(Plain, account.LoginForm):
    """Sign in with a password."""

    said = {"login": (ADDRESS, ""), "password": ("Votre mot de passe", "")}


class CodeForm(Plain, account.ConfirmLoginCodeForm):
    """The code received."""

    said = {"code": ("Le code reçu", "Les majuscules et le tiret ne comptent pas.")}


class PasswordAgainForm(Plain, account.ReauthenticateForm):
    """The password, once more."""

    said = {"password": ("Votre mot de passe", "")}


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """Another password."""

    said = {
        "oldpassword": ("Votre mot de passe actuel", ""),
        "password1": ("Le nouveau mot de passe", LENGTH_HELP),
        "password2": ("Le nouveau, une seconde fois", ""),
    }


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A first password."""

    said = {
        "password1": ("Le mot de passe", LENGTH_HELP),
        "password2": ("Le mot de passe, une seconde fois", ""),
    }


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Ask for a link to choose another password."""

    said = {"email": (ADDRESS, "")}


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    """A password, after the link."""

    said = SetPasswordForm.said


class SecondCodeForm(Plain, second.AuthenticateForm):
    """The code of the application."""

    said = {"code": ("Le code de l’application", "Ou un de vos codes de secours.")}


class SecondCodeAgainForm(Plain, second.ReauthenticateForm):
    """The code of the application, once more."""

    said = SecondCodeForm.said


class ActivateForm(Plain, totp.ActivateTOTPForm):
    """The first code of the application."""

    said = {
        "code": (
            "Le code que l’application affiche",
            "Six chiffres ; ils changent toutes les trente secondes.",
        )
    }
