"""Reads the environment; a bad value stops the start with one clear line."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class SettingError(ValueError):
    """An environment variable has a value that cannot be used."""


def env_text(name: str, default: str = "") -> str:
    """The value of `name`, or of the file that `name`_FILE points to."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    message = f"{name} is {value!r}; write true or false."
    raise SettingError(message)


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except ValueError as error:
        message = f"{name} is {value!r}; write a whole number."
        raise SettingError(message) from error


def env_list(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name, "")
    return [item.strip() for item in value.split(",") if item.strip()] or default


def env_pairs(name: str) -> dict[str, str]:
    """`one=other, next=another` as a mapping."""
    pairs = {}
    for item in env_list(name, []):
        left, equals, right = (part.strip() for part in item.partition("="))
        if not left or not equals or not right:
            message = f"{name} has {item!r}; write FIELD=COLUMN, comma between."
            raise SettingError(message)
        pairs[left] = right
    return pairs


def data_directory() -> Path:
    """Where everything lives: database, order store, uploads, secret key."""
    named = os.environ.get("VITALFEW_DATA")
    base = Path(named) if named else Path.home() / ".local" / "share" / "vitalfew"
    return base.expanduser().resolve()


def secret_key(directory: Path) -> str:
    """The installation's secret, made on first start and readable by its owner only."""
    given = env_text("VITALFEW_SECRET_KEY")
    if given:
        return given
    file = directory / "secret.key"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = directory / f".secret.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(50))
    try:
        # Two processes may start at once: the first link wins, both read the same key.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii").strip()
