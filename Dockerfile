FROM python:3.11-slim AS builder
# pip up to 25.2 reads the first for build environments as well, newer ones the second.
ENV PIP_CONSTRAINT=/build/constraints.txt \
    PIP_BUILD_CONSTRAINT=/build/constraints.txt \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH=/opt/afterword/bin:$PATH
WORKDIR /build
RUN python -m venv /opt/afterword

# The dependencies have a layer of their own, which outlives changes to the code.
COPY pyproject.toml constraints.txt ./
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > requirements.txt \
    && pip install --quiet -r requirements.txt

COPY README.md ./
COPY service service
COPY surveys surveys
COPY notifiers notifiers
COPY templates templates
RUN pip install --quiet --no-deps .


FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin afterword \
    && install --directory --owner=afterword --group=afterword --mode=0750 /data
COPY --from=builder /opt/afterword /opt/afterword
ENV PATH=/opt/afterword/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AFTERWORD_DATABASE_URL=sqlite:///data/afterword.db
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# Not urllib: it would ask a proxy named in the environment.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8000, timeout=3); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["afterword"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
