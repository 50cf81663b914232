"""Where the key for an endpoint comes from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from ultralink_assets.records import SettingsError
from ultralink_assets.settings import TeacherSettings

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def is_local(url: str) -> bool:
    """Whether the url names this machine."""
    host = urlsplit(url).hostname or ""
    return host in LOCAL_HOSTS or host.startswith("127.")


def find_api_key(settings: TeacherSettings, urls: tuple[str, ...], environ: Mapping[str, str]) -> str:
    """The key from the environment, ``none`` for a local server without one; raises `SettingsError`."""
    for url in urls:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise SettingsError(f"teacher.base_url: {url!r} is not a url", 'write it as "http://host:port/v1"')
    if key := environ.get(settings.api_key_env, "").strip():
        return key
    if all(is_local(url) for url in urls):
        return "none"
    raise SettingsError(
        f"teacher.api_key_env: the environment variable {settings.api_key_env} is not set",
        f"export {settings.api_key_env}=... (any word, if the endpoint wants no key), or name another variable",
    )
