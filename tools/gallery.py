"""Render every component and chart to static pages, to look at while working on them.

    python tools/gallery.py OUT [--language zh-hans] [--theme dark]

Writes OUT/components.html and OUT/charts.html with the style sheets beside them.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import django

HERE = Path(__file__).parent
NAMES = ("Huayin Photonics", "广东省东莞市某某大型精密机械设备制造有限公司")


def place(name: str, label: str, icon: str, **more: object) -> SimpleNamespace:
    base = {"name": name, "label": label, "icon": icon, "url": "#", "count": None}
    return SimpleNamespace(**base | {"tone": "", "current": False} | more)


def shell_context(theme: str) -> dict[str, object]:
    return {
        "acting": SimpleNamespace(
            name="Li Wen",
            initials="LW",
            theme=theme,
            density="normal",
            single_keys=True,
        ),
        "nav": [
            place("portfolio", "Portfolio", "layout-dashboard"),
            place("candidates", "Candidates", "crosshair", count=5, current=True),
            place("accounts", "Accounts", "building-2", count=12),
        ],
        "nav_foot": [
            place("imports", "Data and imports", "database", count=2, tone="bad"),
            place("firm", "Settings", "settings"),
        ],
        "languages": [("en", "English"), ("zh-hans", "中文")],
        "pinned": [
            SimpleNamespace(name=name, url="#", current=False)
            for name in ("Norvik Wind", "天禾轨道系统")
        ],
        "messages": [
            SimpleNamespace(
                message="Moved Jinsui to Watch",
                level_tag="success",
                extra_tags="undo /x",
            )
        ],
    }


def write(out: Path, name: str, html: str) -> None:
    (out / name).write_text(html.replace("/static/", "static/"), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--theme", default="light")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalfew.project.settings")
    from django.conf import settings

    settings.STORAGES = {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }
    settings.ROOT_URLCONF = "django.conf.urls.i18n"  # the gallery's links go nowhere
    settings.TEMPLATES[0]["DIRS"] = [HERE / "gallery"]
    settings.TEMPLATES[0]["OPTIONS"]["loaders"] = [
        "django_cotton.cotton_loader.Loader",
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.i18n"
    ]
    django.setup()
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import translation
    from gallery_charts import pictures

    asked.out.mkdir(parents=True, exist_ok=True)
    web = HERE.parent / "src" / "vitalfew" / "web"
    shutil.copytree(web / "static", asked.out / "static", dirs_exist_ok=True)
    request = RequestFactory().get("/?sort=-contribution")
    with translation.override(asked.language):
        for page in ("components", "charts"):
            context = shell_context(asked.theme) | {
                "request": request,
                "names": NAMES,
                "drawer": page == "components",
                "pictures": pictures() if page == "charts" else [],
            }
            html = render_to_string(f"{page}.html", context, request=request)
            write(asked.out, f"{page}.html", html)


if __name__ == "__main__":
    main()
