# Three images: `mainstay` (web, worker, beat and migrations: same image, other command), `backup` (the same with the
# programs that dump and restore the database) and `proxy`.

FROM node:24-slim AS assets
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --omit=dev
COPY frontend/ ./
RUN npm run build


FROM caddy:2 AS proxy
RUN addgroup -S proxy && adduser -S -G proxy proxy && chown -R proxy:proxy /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER proxy


FROM python:3.11-slim AS mainstay
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_ROOT=/app/static
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin mainstay
WORKDIR /app
COPY requirements/runtime.txt requirements/runtime.txt
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/runtime.txt
COPY . .
COPY --from=assets /build/dist frontend/dist
# The static files need no secret; this one is thrown away with the command.
RUN MAINSTAY_MODE=embedded SECRET_KEY=build python manage.py collectstatic --no-input && rm -rf config/embedded
RUN mkdir /files && chown mainstay /files && chmod 700 /files
USER mainstay
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]


# pg_dump has to be as new as the server: both come from PostgreSQL's own package archive.
FROM mainstay AS backup
USER root
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-common ca-certificates \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-18 && rm -rf /var/lib/apt/lists/*
USER mainstay
CMD ["python", "-m", "config.backup", "dump", "--to", "/backups"]
