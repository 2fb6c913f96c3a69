"""What lets Relcrm be installed and be opened without a network: no page of anybody's is kept."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

# All that the offline page needs; small, and nobody's own.
SHELL = (
    "app.css",
    "sprite.svg",
    "favicon.svg",
    "fonts/figtree-latin.woff2",
    "js/theme.js",
    "js/kept.js",
    "js/offline.js",
)
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any maskable"))


@login_not_required
@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """How the app looks when it is installed, and that a phone may share a text to it."""
    shared = {"title": "shared_title", "text": "shared_text", "url": "shared_url"}
    content = {
        "id": "/",
        "name": "Relcrm",
        "short_name": "Relcrm",
        "description": _("Keeps the people who matter to your career from fading."),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f2ef",
        "theme_color": "#f5f2ef",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "share_target": {"action": reverse("interactions:log"), "method": "GET", "params": shared},
        "shortcuts": [{"name": _("Log a conversation"), "url": reverse("interactions:log")}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@login_not_required
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker for the whole site; its text changes when the shell does, so browsers update."""
    names = {
        "VERSION": _version(),
        "OFFLINE": reverse("core:offline"),
        "SHELL": [static(name) for name in SHELL],
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
    return HttpResponse(head + _read("js/worker.js"), content_type="text/javascript; charset=utf-8")


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker where there is no network; the same for everybody."""
    return render(request, "offline.html")


@cache
def _version() -> str:
    """A short digest of the shell."""
    digest = hashlib.sha256()
    for name in (*SHELL, "js/worker.js"):
        digest.update(_path(name).read_bytes())
    return digest.hexdigest()[:16]


@cache
def _read(name: str) -> str:
    return _path(name).read_text("utf-8")


def _path(name: str) -> Path:
    return Path(settings.BASE_DIR) / "static" / name
