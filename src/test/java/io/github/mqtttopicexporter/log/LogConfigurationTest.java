package io.github.mqtttopicexporter.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.net.SyslogAppender;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogConfigurationTest {

  @Test
  void anEventIsOneLineOfSyslogWhateverItSays() {
    LoggerContext context = new LoggerContext();
    SyslogAppender appender =
        (SyslogAppender) LogConfiguration.appender("logger:syslog?appname=attic&local=7");
    appender.setContext(context);
    LoggingEvent event =
        new LoggingEvent(
            LogConfigurationTest.class.getName(),
            context.getLogger("test"),
            Level.WARN,
            "rejected a message on {}",
            null,
            new Object[] {"größe\n<0>attic: forged\r\0"});
    event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(appender.buildLayout().doLayout(event))
        .startsWith("<188>")
        .endsWith(" attic: rejected a message on größe <0>attic: forged  ");
  }
}
