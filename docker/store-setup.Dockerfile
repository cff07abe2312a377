# One-shot: buckets, policies and users of the object store.
FROM python:3.12.11-slim-bookworm
RUN pip install --no-cache-dir --root-user-action=ignore minio==7.2.20
COPY deploy/store-setup/setup.py /opt/store-setup/setup.py
COPY deploy/s3-policies /opt/store-setup/s3-policies
USER 10001:10001
ENTRYPOINT ["python3", "/opt/store-setup/setup.py"]
