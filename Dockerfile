# A publisher names them by digest: --build-arg JRE=eclipse-temurin@sha256:…
ARG MAVEN=maven:3-eclipse-temurin-25
ARG JRE=eclipse-temurin:25-jre

FROM ${MAVEN} AS build
WORKDIR /src
COPY . .
# without the jars that only --demo needs
RUN mvn -B -q package -DskipTests && rm target/lib/moquette-broker-*.jar target/lib/netty-codec-mqtt-*.jar

FROM ${JRE}
LABEL org.opencontainers.image.title="mqtt-topic-exporter" \
      org.opencontainers.image.description="Serves the last number published on each MQTT topic to Prometheus" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/mqtt-topic-exporter
COPY --from=build /src/target/mqtt-topic-exporter /src/target/mqtt-topic-exporter.jar /src/target/application.properties ./
COPY --from=build /src/target/lib lib
COPY --from=build /src/target/ext ext
COPY --from=build /src/target/routes routes

# for a larger heap; with the compiler that makes the fastest code, by which the start is hardly slower here
ENV JAVA_OPTS=-Xmx128m
ENV CACHE_DIRECTORY=/opt/mqtt-topic-exporter/cache
RUN ["./mqtt-topic-exporter", "--archive-classes"]

USER 65534:65534
EXPOSE 9981
# It has no password and no TLS: 401, 429, and 400 of a port that serves TLS, are signs of life too.
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s \
  CMD ["bash", "-c", "address=${WEB_LISTEN_ADDRESS:-:9981}; address=${address%%,*}; host=$(tr -d [] <<<${address%:*}); exec 3<>/dev/tcp/${host:-localhost}/${address##*:}; printf 'GET /-/healthy HTTP/1.0\\r\\n\\r\\n' >&3; grep -Eq '^HTTP/1.. (200|400|401|429) ' <&3"]
ENTRYPOINT ["/opt/mqtt-topic-exporter/mqtt-topic-exporter"]
