"""What a production process refuses to start with. Pure: the settings pass in what they read."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50  # characters, as Django's own deployment check asks
FEWEST_DIFFERENT = 12  # characters that must differ: "aaaa…" is no secret
# Words that mark a secret as an example somebody forgot to change.
PLACEHOLDERS = (
    "django-insecure",
    "only-for-tests",
    "change",
    "secret",
    "example",
    "default",
    "placeholder",
    "password",
)
EMBEDDED_BROKERS = ("filesystem:", "memory:")
# Nothing of this name is read: they are here because somebody may think that they switch something on.
EMBEDDED_SWITCHES = ("MAINSTAY_EMBEDDED", "MAINSTAY_DEMO", "DEBUG", "DJANGO_DEBUG")
OFF = frozenset({"", "0", "false", "no", "off"})


def refuse_unsafe_production(
    *,
    environment: Mapping[str, str],
    secret_key: str,
    allowed_hosts: Sequence[str],
    base_url: str,
    database_url: str,
    broker_url: str,
) -> None:
    """Raise ImproperlyConfigured with every reason at once, or return."""
    wrong = [
        *_wrong_with_secret(secret_key),
        *_wrong_with_addresses(allowed_hosts, base_url),
        *_wrong_with_services(database_url, broker_url),
    ]
    for name in ("EMAIL_HOST", "DEFAULT_FROM_EMAIL"):
        if not environment.get(name):
            wrong.append(f"{name} is not set.")
    for name in EMBEDDED_SWITCHES:
        if environment.get(name, "").strip().lower() not in OFF:
            wrong.append(f"{name} is set: one-command mode and debugging must not be switched on in production.")
    if wrong:
        raise ImproperlyConfigured(
            "Mainstay does not start in production mode:\n- "
            + "\n- ".join(wrong)
            + "\n(For one-command mode on your own machine use `make run`.)"
        )


def _wrong_with_secret(secret_key: str) -> list[str]:
    if not secret_key:
        return ["SECRET_KEY is not set."]
    wrong = []
    if len(secret_key) < SHORTEST_SECRET or len(set(secret_key)) < FEWEST_DIFFERENT:
        wrong.append(
            f"SECRET_KEY must have at least {SHORTEST_SECRET} characters, {FEWEST_DIFFERENT} of them different."
        )
    if any(word in secret_key.lower() for word in PLACEHOLDERS):
        wrong.append("SECRET_KEY looks like an example. Make one of your own with: openssl rand -hex 40")
    return wrong


def _wrong_with_addresses(allowed_hosts: Sequence[str], base_url: str) -> list[str]:
    wrong = []
    if not allowed_hosts:
        wrong.append("ALLOWED_HOSTS is not set.")
    if "*" in allowed_hosts:
        wrong.append("ALLOWED_HOSTS must name the hosts; * would believe any of them.")
    if not base_url.startswith("https://"):
        wrong.append("MAINSTAY_BASE_URL must be the public address and begin with https://")
    return wrong


def _wrong_with_services(database_url: str, broker_url: str) -> list[str]:
    wrong = []
    if not database_url:
        wrong.append("DATABASE_URL is not set.")
    elif not database_url.startswith(("postgres://", "postgresql://")):
        wrong.append("DATABASE_URL must name a PostgreSQL database.")
    if not broker_url:
        wrong.append("BROKER_URL is not set.")
    elif broker_url.startswith(EMBEDDED_BROKERS):
        wrong.append("BROKER_URL names a broker of one-command mode; production needs Redis.")
    return wrong


def metrics_address(bind: str, *, public: str) -> tuple[str, int] | None:
    """Where metrics are served, from METRICS_BIND (`127.0.0.1:9464`); None if nowhere. `public` is BIND, the address of the
    pages. Raises ImproperlyConfigured.
    """
    if not bind:
        return None
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ImproperlyConfigured(f"METRICS_BIND is {bind!r}; it must be an address and a port, like 127.0.0.1:9464.")
    if port == public.rpartition(":")[2]:
        raise ImproperlyConfigured("METRICS_BIND names the port of the pages; metrics need one of their own.")
    return host.strip("[]"), int(port)
