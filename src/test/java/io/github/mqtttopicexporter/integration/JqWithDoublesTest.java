package io.github.mqtttopicexporter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What jq makes of whole numbers, whose products pass 64 bits. */
class JqWithDoublesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          (. - 32) * 5 / 9                          ~ 212                                       ~ 100
          (. - 32) * 5 / 9                          ~ 18446744073709551616                      ~ 1.0248191152060862E19
          (. - 32) * 5 / 9                          ~ 4611686018427387904                       ~ 2562047788015215616
          . + 9000000000000000000                   ~ 9000000000000000000                       ~ 1.8E19
          . - 9000000000000000000                   ~ -9000000000000000000                      ~ -1.8E19
          . += 9000000000000000000                  ~ 9000000000000000000                       ~ 1.8E19
          . -= 9000000000000000000                  ~ -9000000000000000000                      ~ -1.8E19
          . *= 4                                    ~ 9000000000000000000                       ~ 3.6E19
          .a.b |= . * 4                             ~ {"a":{"b":9000000000000000000}}           ~ {"a":{"b":3.6E19}}
          add                                       ~ [9000000000000000000,9000000000000000000] ~ 1.8E19
          map(. * 4) | .[0]                         ~ [9000000000000000000]                     ~ 3.6E19
          reduce .[] as $x (1; . * $x)              ~ [5000000000,5000000000]                   ~ 2.5E19
          def times($x): . * $x; times(4)           ~ 9000000000000000000                       ~ 3.6E19
          if . * 4 > 0 then 1 else 0 end            ~ 9000000000000000000                       ~ 1
          try (. * 4) catch 0                       ~ 9000000000000000000                       ~ 3.6E19
          . as $x | {y: ($x * 4)} | .y              ~ 9000000000000000000                       ~ 3.6E19
          [.[] | . + 1] | map(tostring) | join(" ") ~ [0, 1, 4294967296]                        ~ "1 2 4294967297"
          "\\(. * 4) \\(.)"                         ~ 9007199254740991                          ~ "36028797018963964 9007199254740991"
          {id: .}                                   ~ 18446744073709551617                      ~ {"id":18446744073709551617}
          . + {b: 2}                                ~ {"a":1}                                   ~ {"a":1,"b":2}
          . * 2                                     ~ "ab"                                      ~ "abab"
          """)
  void whatPasses64BitsIsADouble(String program, String payload, String result) throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.getRegistry().bind("jq-language", new JqWithDoubles());
      DefaultExchange exchange = new DefaultExchange(context);
      exchange.getMessage().setBody(payload);
      assertThat(
              context
                  .resolveLanguage("jq")
                  .createExpression(program)
                  .evaluate(exchange, JsonNode.class))
          .hasToString(result);
    }
  }
}
