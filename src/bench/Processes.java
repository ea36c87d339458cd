import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of a bench, and a directory for their files: both end with the bench. */
final class Processes {

  static final Path TARGET = Path.of("target").toAbsolutePath();

  /** Of our JVM. */
  static final String FLAGS =
      System.getenv()
          .getOrDefault("JAVA_OPTS", "-Xmx128m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError");

  final Path directory = Files.createTempDirectory("bench");
  private final List<Process> running = new ArrayList<>();
  private boolean ended;

  Processes() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
  }

  /**
   * Starts one.
   *
   * @param directory where it works, and has its log
   * @param command of a shell, in which TARGET stands for the directory of the build
   */
  synchronized Process run(Path directory, String log, String command) throws IOException {
    if (ended) {
      throw new IOException("the bench has ended");
    }
    Process process =
        new ProcessBuilder("sh", "-c", command.replace("TARGET", TARGET.toString()))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log).toFile())
            .start();
    running.add(process);
    return process;
  }

  /** Ends all but those that were started first. */
  synchronized void endAllBut(int first) {
    List<Process> others = running.subList(first, running.size());
    others.forEach(process -> process.destroyForcibly().onExit().join());
    others.clear();
  }

  private synchronized void end() {
    ended = true;
    System.out.close(); // what fails from here on fails because of the end
    System.err.close();
    endAllBut(0);
    try {
      output("rm -rf " + directory);
    } catch (IOException e) {
      // the directory stays
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static boolean connects(int port) throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
    return true;
  }

  /** Returns the CPU seconds of one, user and system. */
  static double cpuSeconds(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  static double residentBytes(Process process) throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s*(\\d+) kB.*", "$1")) * 1024;
  }

  static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
  }

  /** Returns what a command prints, in one line. */
  static String output(String command) throws IOException {
    Process process = new ProcessBuilder(command.split(" ")).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .trim()
        .replace('\t', ' ')
        .replace("\n", ", ");
  }
}
