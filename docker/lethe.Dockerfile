# Lethe's image, in two targets: `cpu`, and `gpu` with the CUDA libraries of torch 2.7.1.
#
#   docker build -f docker/lethe.Dockerfile --target cpu --build-arg LETHE_COMMIT=$(git rev-parse --short=12 HEAD) -t lethe:0.1.0-cpu .
#
# The entry command is the start script of a checkout; without sources beside it, it never builds.

FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
ARG LETHE_COMMIT=unknown
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -DskipTests -Dlethe.commit="$LETHE_COMMIT" package

FROM eclipse-temurin:17.0.16_8-jre-jammy AS cpu
RUN groupadd --gid 10001 lethe \
  && useradd --uid 10001 --gid lethe --no-create-home --home-dir /var/cache/lethe --shell /usr/sbin/nologin lethe \
  && install -d -o lethe -g lethe /var/cache/lethe
COPY --from=build /src/lethe /src/LICENSE /opt/lethe/
COPY --from=build /src/worker/target/lethe-worker-*.jar /opt/lethe/worker/target/
COPY --from=build /src/worker/target/lib /opt/lethe/worker/target/lib
COPY --from=build /src/samples /opt/lethe/samples
COPY --from=build /src/examples /opt/lethe/examples
# Everything that is written lies here: verified copies of objects and the unpacked natives. It may be deleted at any time.
ENV XDG_CACHE_HOME=/var/cache/lethe DJL_CACHE_DIR=/var/cache/lethe/djl LETHE_TORCH=none
VOLUME /var/cache/lethe
USER 10001:10001
# The script replaces itself by Java, so that SIGTERM reaches the worker, which drains.
ENTRYPOINT ["/opt/lethe/lethe"]
CMD ["worker"]

FROM python:3.12.11-slim-bookworm AS gpu
# The wheel of PyPI is the CUDA build; the driver comes from the host (NVIDIA container toolkit).
RUN pip install --no-cache-dir --root-user-action=ignore torch==2.7.1
RUN groupadd --gid 10001 lethe \
  && useradd --uid 10001 --gid lethe --no-create-home --home-dir /var/cache/lethe --shell /usr/sbin/nologin lethe \
  && install -d -o lethe -g lethe /var/cache/lethe
COPY --from=cpu /opt/java/openjdk /opt/java/openjdk
COPY --from=cpu /opt/lethe /opt/lethe
ENV JAVA_HOME=/opt/java/openjdk XDG_CACHE_HOME=/var/cache/lethe DJL_CACHE_DIR=/var/cache/lethe/djl \
    LETHE_TORCH=/usr/local/lib/python3.12/site-packages/torch \
    NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
VOLUME /var/cache/lethe
USER 10001:10001
ENTRYPOINT ["/opt/lethe/lethe"]
CMD ["worker", "--queues", "lethe-compute"]
