# The chat window in a container: docker build -t dateline . ; see compose.yaml for how it is run.
FROM python:3.12-slim-bookworm AS built
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends make \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /dateline
# what is installed changes less often than what is written
COPY Makefile pyproject.toml constraints.txt README.md LICENSE ./
COPY command command
COPY weights weights
COPY tools tools
COPY index index
COPY prompts prompts
COPY qa qa
COPY ui.py ./
RUN make install PYTHON=python3 \
 && .venv/bin/python -m compileall -q .venv qa index prompts ui.py

FROM python:3.12-slim-bookworm
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --shell /usr/sbin/nologin dateline \
 && install -d -o dateline -g dateline /archive /articles
COPY --from=built /dateline /dateline
# the root may be read-only: all that is written goes to the archive's volume and to /tmp
ENV PATH=/dateline/.venv/bin:$PATH \
    DATELINE_ARCHIVE=/archive/dateline \
    HOME=/tmp \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /articles
VOLUME ["/archive"]
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/health', timeout=4)"]
ENTRYPOINT ["dateline"]
CMD ["chat", "--host", "0.0.0.0", "--port", "7860", "--auth-file", "/archive/accounts"]
