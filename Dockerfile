# One image for every process: `docker run IMAGE worker`, `docker run IMAGE setup`, ...
FROM python:3.11-slim
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md alembic.ini ./
COPY models models
COPY clients clients
COPY storage storage
COPY migrations migrations
COPY activities activities
COPY workflows workflows
COPY workers workers
COPY sandbox sandbox
COPY cli cli
COPY examples examples
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . && pip check \
    && useradd --create-home campaign
USER campaign
ENV LOG_FORMAT=json
ENTRYPOINT ["campaign"]
CMD ["worker"]
