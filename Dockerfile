# The image holds the app alone: databases are services beside it (docker-compose.yml).
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1
WORKDIR /app
COPY requirements/uv.txt requirements/base.txt requirements/
RUN pip install --quiet --require-hashes -r requirements/uv.txt \
 && python -m venv /venv \
 && uv pip install --quiet --python /venv/bin/python --require-hashes -r requirements/base.txt
COPY . .
# A key and addresses for this one command: it needs the settings, and no server.
RUN SECRET_KEY=only-to-collect-static-files-in-the-image DATABASE_URL=postgres://none/none \
    REDIS_URL=redis://none STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin relcrm \
 && install -d -o relcrm -g relcrm -m 0700 /data /data/uploads \
 && install -d -o relcrm -g relcrm -m 0755 /roles
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RELCRM_HOME=/data UPLOAD_ROOT=/data/uploads STATIC_ROOT=/app/staticfiles BIND=0.0.0.0:8000
WORKDIR /app
USER relcrm
EXPOSE 8000
VOLUME /data/uploads
CMD ["gunicorn"]
