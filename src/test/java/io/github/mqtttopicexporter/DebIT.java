package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The Debian package: in a bare tree, and on a machine that systemd runs. */
@Testcontainers(disabledWithoutDocker = true)
class DebIT {

  private static final String INSTALL = "apt-get install -y -qq /package.deb";

  @Test
  void lintianFindsNothing() throws Exception {
    try (Debian machine = Debian.bare("machine")) {
      assertThat(machine.run("lintian --allow-root --fail-on=error,warning /package.deb"))
          .isEmpty();
    }
  }

  @Test
  void aBareTreeGetsTheCommandAndItsJava() throws Exception {
    try (Debian tree = Debian.bare("bare")) {
      String before = tree.run("find / -xdev -name '*mqtt*' | sort");
      tree.run(INSTALL);
      assertThat(tree.run("cd /tmp; mqtt-topic-exporter --check-config"))
          .contains("/usr/share/mqtt-topic-exporter/routes/mqtt-topic.camel.yaml: ok\n");
      assertThat(tree.run("mqtt-topic-exporter --mqtt.topic=/a --test /a 30"))
          .isEqualTo("mqtt_topic{topic=\"/a\"} 30\n");
      assertThat(tree.run("zcat /usr/share/man/man1/mqtt-topic-exporter.1.gz"))
          .contains("\n.SH ", "mqtt.password");
      assertThat(
              tree.run(
                  "bash -c '. /usr/share/bash-completion/completions/mqtt-topic-exporter;"
                      + " complete -p mqtt-topic-exporter'"))
          .contains("complete ");
      assertThat(
              tree.run(
                  "cd /etc; stat -c '%a %U:%G %n' default/mqtt-topic-exporter mqtt-topic-exporter"
                      + " mqtt-topic-exporter/*"))
          .isEqualTo(
              """
              640 root:root default/mqtt-topic-exporter
              755 root:root mqtt-topic-exporter
              644 root:root mqtt-topic-exporter/application.properties
              755 root:root mqtt-topic-exporter/routes
              """);
      assertThat(tree.run("find / -xdev -name '*moquette*' -o -name '*codec-mqtt*' -o -name demo"))
          .as("what only --demo needs")
          .isEmpty();
      assertThat(tree.run("getent passwd mqtt-topic-exporter"))
          .endsWith(":/nonexistent:/usr/sbin/nologin\n");
      assertThat(tree.run("dpkg --verify mqtt-topic-exporter")).isEmpty();
      tree.run("/var/lib/dpkg/info/mqtt-topic-exporter.postinst configure");

      tree.run("apt-get purge -y -qq mqtt-topic-exporter");
      assertThat(tree.run("find / -xdev -name '*mqtt*' | sort")).isEqualTo(before);
    }
  }

  @Test
  void theServiceRunsFromTheInstallationToThePurge() throws Exception {
    try (Debian machine = Debian.booted()) {
      // as installed: no broker is there
      machine.run("systemctl stop mosquitto");
      machine.run(INSTALL);
      machine.awaits("curl -sf localhost:9981/-/healthy");
      assertThat(machine.run("curl -s localhost:9981/-/ready")).contains("Not subscribed");
      machine.run("systemctl start mosquitto");
      machine.awaits(
          "curl -s localhost:9981/metrics | grep '^mqtt_topic{topic=\"$SYS/broker/load/'");
      assertThat(machine.run("systemctl show -P NRestarts mqtt-topic-exporter")).isEqualTo("0\n");

      // the restrictions are those of a process that does all it has to
      machine.run("systemd-analyze security --threshold=20 mqtt-topic-exporter.service");
      assertThat(machine.run("cat /proc/$(systemctl show -P MainPID mqtt-topic-exporter)/status"))
          .contains("NoNewPrivs:\t1", "CapBnd:\t0000000000000000", "Seccomp:\t2");
      assertThat(machine.run("curl -s localhost:9981/metrics"))
          .contains("\nprocess_open_fds ", "\nprocess_resident_memory_bytes ");
      machine.run("ls /var/cache/mqtt-topic-exporter/*.classes");

      // the commands of the reference, with a broker that has TLS and a password
      machine.run(
          """
          cd /etc/mosquitto
          openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>/dev/null
          mosquitto_passwd -c -b passwords alice 'secret of alice'
          chown mosquitto key.pem passwords
          printf '%s\n' 'listener 8883' 'cafile /etc/mosquitto/cert.pem' 'certfile /etc/mosquitto/cert.pem' \
            'keyfile /etc/mosquitto/key.pem' 'password_file /etc/mosquitto/passwords' > conf.d/tls.conf
          systemctl restart mosquitto
          mosquitto_pub --cafile cert.pem -u alice -P 'secret of alice' -r -t home/a -m 30
          cp cert.pem /tmp/broker-ca.pem
          cp /package.deb /tmp/mqtt-topic-exporter_1_all.deb
          sed -i 's/^ARGS=.*/ARGS="--mqtt.retain-time=1h --mqtt.qos=1"/' /etc/default/mqtt-topic-exporter
          """);
      String commands =
          Files.readString(Path.of("src/site/markdown/reference.md"))
              .replaceFirst("(?s).*```sh\n(apt-get install -y ./mqtt.*?)\n```.*", "$1")
              .replace("//broker:", "//localhost:");
      int last = commands.lastIndexOf('\n');
      String curl = "cd /etc/mqtt-topic-exporter;" + commands.substring(last);
      machine.run("cd /tmp\n" + commands.substring(0, last));
      machine.awaits(curl + " | grep '^mqtt_topic{topic=\"home/a\"} 30'");
      machine.run(
          "cd /etc/mqtt-topic-exporter; cp /usr/share/doc/mqtt-topic-exporter/examples/esphome* routes");
      machine.awaits("journalctl -u mqtt-topic-exporter | grep 'loaded: .*esphome'");
      machine.run("systemctl reload mqtt-topic-exporter");
      machine.awaits("journalctl -u mqtt-topic-exporter | grep 'loaded: no change'");

      // an upgrade
      String before = machine.run("systemctl show -P MainPID mqtt-topic-exporter");
      machine.run(
          """
          dpkg-deb -R /package.deb /tmp/next
          sed -i 's/^Version: .*/Version: 1000.0/' /tmp/next/DEBIAN/control
          dpkg-deb -b -Znone /tmp/next /tmp/next.deb
          apt-get install -y -qq /tmp/next.deb
          """);
      machine.awaits(curl + " | grep '^mqtt_topic{'");
      assertThat(machine.run("systemctl show -P MainPID mqtt-topic-exporter")).isNotEqualTo(before);
      assertThat(machine.run("grep ^mqtt.server /etc/mqtt-topic-exporter/application.properties"))
          .isEqualTo("mqtt.server = mqtts://localhost:8883\n");

      // the end
      machine.run("apt-get remove -y -qq mqtt-topic-exporter");
      assertThat(machine.run("! curl -s localhost:9981/; ls /etc/mqtt-topic-exporter"))
          .isEqualTo(
              "application.properties\nca.pem\ncert.pem\nkey.pem\npassword\nroutes\nweb.yml\n");
      machine.run("apt-get purge -y -qq mqtt-topic-exporter");
      assertThat(
              machine.run(
                  "find / -xdev -name '*mqtt-topic*'; cd /etc/mqtt-topic-exporter; find * -type f | sort"))
          .as("what is not of the package")
          .isEqualTo(
              """
              /etc/mqtt-topic-exporter
              ca.pem
              cert.pem
              key.pem
              password
              routes/esphome.camel.yaml
              web.yml
              """);
    }
  }

  /** A container, with the package in /package.deb. */
  private record Debian(String id) implements AutoCloseable {

    /** What debootstrap made, on a machine that has no registry. */
    private static final String LOCAL = "debian:bookworm-slim-local";

    static Debian bare(String stage) throws IOException {
      return start(stage, List.of(), List.of("sleep", "infinity"));
    }

    static Debian booted() throws IOException {
      Debian machine =
          start(
              "machine",
              // what systemd needs to restrict a service: mounts, and user namespaces for
              // PrivateUsers
              List.of(
                  ("--cap-add=SYS_ADMIN --cap-add=SYS_PTRACE --security-opt=seccomp=unconfined"
                          + " --security-opt=apparmor=unconfined --cgroupns=private"
                          + " --tmpfs=/run --tmpfs=/run/lock --tmpfs=/tmp:exec")
                      .split(" ")),
              List.of());
      machine.awaits("systemctl is-system-running");
      return machine;
    }

    private static Debian start(String stage, List<String> options, List<String> command)
        throws IOException {
      String image = "mqtt-topic-exporter-deb-" + stage + ":it";
      List<String> build =
          new ArrayList<>(List.of("build", "-q", "--target=" + stage, "-t", image, "src/test/deb"));
      if (!docker(List.of("images", "-q", LOCAL)).isEmpty()) {
        build.add(1, "--build-arg=DEBIAN=" + LOCAL);
      }
      docker(build);

      List<String> run = new ArrayList<>(List.of("run", "-d", "--rm"));
      run.addAll(options);
      run.add(image);
      run.addAll(command);
      Debian started = new Debian(docker(run).strip());
      docker(List.of("cp", deb().toString(), started.id + ":/package.deb"));
      return started;
    }

    private static Path deb() throws IOException {
      try (Stream<Path> files = Files.list(Path.of("target"))) {
        List<Path> debs = files.filter(file -> file.toString().endsWith(".deb")).toList();
        assertThat(debs).as("mvn clean removes those of other versions").hasSize(1);
        return debs.get(0);
      }
    }

    /** Runs lines of sh and answers what they print. They fail if any does. */
    String run(String script) throws IOException {
      return docker(List.of("exec", id, "sh", "-ec", script));
    }

    void awaits(String script) {
      await()
          .alias(script)
          .until(() -> run("if " + script + "; then echo yes; fi").endsWith("yes\n"));
    }

    private static String docker(List<String> arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of("docker"));
      command.addAll(arguments);
      Ended docker = Ended.of(new ProcessBuilder(command));
      assertThat(docker.exitCode()).as("%s: %s", command, docker.output()).isZero();
      return docker.output();
    }

    @Override
    public void close() throws IOException {
      docker(List.of("rm", "-f", id));
    }
  }
}
