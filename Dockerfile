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

# Few threads and a small heap: a serial collector with compact headers is the smallest JVM there is.
# The cache holds the classes that a run of the demo loads; it fits this JVM, these jars and these flags only.
RUN java -XX:AOTCacheOutput=exporter.aot -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx128m \
      -jar mqtt-topic-exporter.jar --demo & pid=$! \
    && sleep 20 \
    && kill $pid && wait $pid \
    && test -s exporter.aot

USER 65534:65534
EXPOSE 9981
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s \
  CMD ["bash", "-c", "address=${WEB_LISTEN_ADDRESS:-:9981}; exec 3<>/dev/tcp/localhost/${address##*:} && printf 'GET /-/healthy HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3"]
ENTRYPOINT ["java", "-XX:AOTCache=exporter.aot", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx128m", "-jar", "mqtt-topic-exporter.jar"]
