"""Read settings from the environment; a value that cannot be used stops the start and says where to look."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return value in ("1", "true", "yes", "on") if value else default
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}. See .env.example.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must be a whole number, not {value!r}. See .env.example."
        ) from None


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def folder(name: str, fallback: Path) -> Path | None:
    """Return the folder that a variable names, or `fallback` when unset and there; None when neither is."""
    named = text(name)
    if named and not Path(named).is_dir():
        raise ImproperlyConfigured(f"{name} names no folder: {named!r}. See .env.example.")
    return Path(named) if named else fallback if fallback.is_dir() else None


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # What is deleted is overwritten: the file is what a thief or a backup takes.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
    " PRAGMA secure_delete=ON;",
}


def database(name: str, default: str) -> dict:
    """Return Django's settings for an address: `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    address = text(name, default)
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)[1:]
        if not path:
            raise ImproperlyConfigured(f"{name} names no SQLite file. See .env.example.")
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": SQLITE_OPTIONS,
            "TEST": {"NAME": f"{path}.test"},
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": parts.port or "",
            "CONN_HEALTH_CHECKS": True,
            "CONN_MAX_AGE": 60,
        }
    raise ImproperlyConfigured(
        f"{name} must begin with sqlite:/// or postgresql://, not {address!r}. See .env.example."
    )


MAIL_SCHEMES = {
    "smtp": {},
    "smtp+tls": {"EMAIL_USE_TLS": True},
    "smtps": {"EMAIL_USE_SSL": True},
}


def mail_server(name: str, default: str) -> dict:
    """Return Django's settings for where mail goes: a server, a folder of files or the console.

    `smtp://user:password@host:port`, `smtp+tls://…` (STARTTLS), `smtps://…`, `file:///folder`, `console:`
    """
    address = text(name, default)
    parts = urlsplit(address)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme in MAIL_SCHEMES and parts.hostname:
        return MAIL_SCHEMES[parts.scheme] | {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_TIMEOUT": 10,
        }
    raise ImproperlyConfigured(
        f"{name} must be smtp://host:port, smtp+tls://…, smtps://…, file:///folder or console:. See .env.example."
    )
