FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q package -DskipTests

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="mqtt-topic-exporter" \
      org.opencontainers.image.description="Serves the last number published on each MQTT topic to Prometheus" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/mqtt-topic-exporter
COPY --from=build /src/target/lib lib
COPY --from=build /src/target/mqtt-topic-exporter.jar .
COPY routes routes
COPY application.properties .

# A heap that begins small, a serial collector and compact headers make the smallest JVM; Netty, of Vert.x, needs the last two.
RUN printf '%s\n' -Xms16m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError \
      --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED > jvm.options
# for a larger heap
ENV JAVA_OPTS=-Xmx128m

# The cache holds the classes that a run of the demo loads. It fits this JVM, these jars and these flags only.
RUN ["bash", "-c", "set -e; \
      java @jvm.options -XX:AOTCacheOutput=exporter.aot $JAVA_OPTS -jar mqtt-topic-exporter.jar --demo & \
      until (exec 3<>/dev/tcp/localhost/9981) 2>/dev/null; do sleep 0.5; done; \
      for i in $(seq 20); do exec 3<>/dev/tcp/localhost/9981; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3 >/dev/null; sleep 0.5; done; \
      kill $!; wait $!; test -s exporter.aot"]

USER 65534:65534
EXPOSE 9981
# It has no password and no TLS: 401, 429, and 400 of a port that serves TLS, are signs of life too.
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s \
  CMD ["bash", "-c", "address=${WEB_LISTEN_ADDRESS:-:9981}; address=${address%%,*}; host=$(tr -d [] <<<${address%:*}); exec 3<>/dev/tcp/${host:-localhost}/${address##*:}; printf 'GET /-/healthy HTTP/1.0\\r\\n\\r\\n' >&3; grep -Eq '^HTTP/1.. (200|400|401|429) ' <&3"]
ENTRYPOINT ["sh", "-c", "exec java @jvm.options -XX:AOTCache=exporter.aot $JAVA_OPTS -jar mqtt-topic-exporter.jar \"$@\"", "mqtt-topic-exporter"]
