"""No address of its own: each job is shown by the app whose work it is."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "jobs"
public: list[URLPattern] = []
space: list[URLPattern] = []
