package io.github.mqtttopicexporter.values;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mqtttopicexporter.testing.Fuzz;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberConverterTest {

  private static final int RANDOM_TEXTS = 10_000;

  private static final List<String> ODD =
      List.of("_", "_", "__", ".", "+", "-", "e", "E", "x", "p", "0x", "0", "d", "f", "N", " ");

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # payload             , number
          42                    , 42
          42.5                  , 42.5
          +1                    , 1
          -1                    , -1
          007                   , 7
          1.                    , 1
          .5                    , 0.5
          -.5                   , -0.5
          1e3                   , 1000
          1E3                   , 1000
          1.5e-3                , 0.0015
          1e-400                , 0
          1.7976931348623157e308, 1.7976931348623157e308
          4.9e-324              , 4.9e-324
          0.1                   , 0.1
          0x1p-2                , 0.25
          0X1.8P1               , 3
          -0x.8p0               , -0.5
          0x1.p0                , 1
          0xAbCp4               , 43968
          """)
  void decimalAndHexadecimalFloatsAreNumbers(String payload, double number) {
    assertReads(payload, number);
  }

  @ParameterizedTest
  @ValueSource(strings = {" 42", "42\n", "42 ", "\t42\r\n", "\u000B42\f", "42\u2003"})
  void whiteSpaceAroundANumberIsTrimmed(String payload) {
    assertReads(payload, 42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4 2", "\u00a042", "\u008542", "42\0"})
  void otherWhiteSpaceIsNot(String payload) {
    assertThatThrownBy(() -> NumberConverter.toDouble(payload))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> NumberConverter.toDouble(payload.getBytes(UTF_8)))
        .isInstanceOf(RejectedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0", "-0.0", "-0x0p0", "-1e-400"})
  void minusZeroKeepsItsSign(String payload) {
    assertReads(payload, -0.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN", "NAN", "nAn"})
  void nanIsANumberInAnyCase(String payload) {
    assertReads(payload, Double.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          inf      , Infinity
          +Inf     , Infinity
          -INF     , -Infinity
          infinity , Infinity
          Infinity , Infinity
          INFINITY , Infinity
          +iNfInItY, Infinity
          -Infinity, -Infinity
          """)
  void infinityIsANumberInAnyCase(String payload, double number) {
    assertReads(payload, number);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1_000.5           , 1000.5
          1_23.50_0_0e+1_2  , 1.235e14
          -1_0              , -10
          0x_1_2.3_4_5p+1_2 , 74565
          0x_Fp0            , 15
          """)
  void underscoresMayStandBetweenDigits(String payload, double number) {
    assertReads(payload, number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-_123.5e+12",
        "+_123.5e+12",
        "_123.5e+12",
        "1__23.5e+12",
        "123_.5e+12",
        "123._5e+12",
        "123.5_e+12",
        "123.5e_+12",
        "123.5e+_12",
        "123.5e_-12",
        "123.5e-_12",
        "123.5e+1__2",
        "123.5e+12_",
        "-_0x12.345p+12",
        "+_0x12.345p+12",
        "_0x12.345p+12",
        "0_x12.345p+12",
        "0x__12.345p+12",
        "0x1__2.345p+12",
        "0x12_.345p+12",
        "0x12._345p+12",
        "0x12.3__45p+12",
        "0x12.345_p+12",
        "0x12.345p_+12",
        "0x12.345p+_12",
        "0x12.345p_-12",
        "0x12.345p-_12",
        "0x12.345p+1__2",
        "0x12.345p+12_",
        "0x_.5p1",
        "_",
        "_1",
        "1_",
        "in_f",
        "na_n"
      })
  void underscoresMayStandNowhereElse(String payload) {
    assertRefuses(payload, "expected a number, found \"" + payload + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1f",
        "1d",
        "1D",
        "1F",
        "1L",
        "0x10",
        "0x",
        "0xp1",
        "0x.p1",
        "0x1p",
        "0b1",
        "1,5",
        "1.2.3",
        "1e",
        "1e+",
        ".",
        ".e1",
        "e1",
        "+",
        "-",
        "--1",
        "+-1",
        "- 1",
        "+nan",
        "-nan",
        "infi",
        "infinityy",
        "ON",
        "true",
        "null",
        "12345 seconds",
        "{\"temperature\": 21.5}"
      })
  void anythingElseIsNoNumber(String payload) {
    assertRefuses(payload, "expected a number, found \"" + payload + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " \t\r\n"})
  void anEmptyPayloadIsNothing(String payload) {
    assertRefuses(payload, "expected a number, found nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e99999999999", "0x1p1024", "0x1p99999999999"})
  void aNumberBeyondTheRangeOfADoubleIsNotTakenForInfinity(String payload) {
    assertRefuses(
        payload, "expected a number within the range of a double, found \"" + payload + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"٤٢", "４２", "4２", "ınf", "21.5 °C", "🔥"})
  void onlyAsciiDigitsAndLettersMakeANumber(String payload) {
    assertRefuses(payload, "expected a number, found \"" + payload + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ufeff", "\u202e", "\u0085", "\ue000", "\ufffd", "\u2028"})
  void whatNoLogShouldShowIsAQuestionMark(String character) {
    assertRefuses("x" + character + "42", "expected a number, found \"x?42\"");
  }

  @Test
  void invalidUtf8IsNoNumber() {
    assertMessage(
        () -> NumberConverter.toDouble(new byte[] {'4', (byte) 0xff, '2', (byte) 0xc3}),
        "expected a number, found \"4?2?\"");
  }

  @Test
  void anErrorShowsTheFirstBytesOfABinaryPayloadAsQuestionMarks() {
    byte[] payload = new byte[256];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) i;
    }
    assertMessage(
        () -> NumberConverter.toDouble(payload),
        "expected a number, found \"" + "?".repeat(32) + " !\"#$%&'\"... (256 characters)");
  }

  @Test
  void anErrorShowsAPayloadOfFortyCharactersInFull() {
    assertRefuses("x".repeat(40), "expected a number, found \"" + "x".repeat(40) + "\"");
    assertRefuses(
        "x".repeat(41), "expected a number, found \"" + "x".repeat(40) + "\"... (41 characters)");
  }

  @Test
  void aNumberMayHaveAThousandCharacters() {
    assertReads("0." + "0".repeat(990) + "1e990", 0.1);
    assertReads("0".repeat(999) + "7", 7);
    assertRefuses(
        "0".repeat(1000) + "7",
        "expected a number, found \"" + "0".repeat(40) + "\"... (1001 characters)");
  }

  @Test
  @Timeout(60)
  void tenMegabytesOfDigitsAreRefused() {
    byte[] payload = new byte[10_000_000];
    Arrays.fill(payload, (byte) '1');
    String message = "expected a number, found \"" + "1".repeat(40) + "\"... (10000000 characters)";
    assertMessage(() -> NumberConverter.toDouble(payload), message);
    assertMessage(() -> NumberConverter.toDouble(new String(payload, UTF_8)), message);
  }

  /**
   * Those that Java takes too, but for its suffixes, and with underscores where Go lets them be.
   */
  @Test
  void ofTextsAtRandomThoseOfTheGrammarAreNumbers() {
    Fuzz fuzz = new Fuzz();
    int numbers = 0;
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      String text = randomText(fuzz);
      Double read = null;
      try {
        read = NumberConverter.toDouble(text);
        numbers++;
      } catch (RejectedException ignored) {
        // expected of most
      }
      assertThat(read).as("%s with %s", text, Fuzz.seed()).isEqualTo(expected(text));
    }
    assertThat(numbers).isBetween(RANDOM_TEXTS / 10, RANDOM_TEXTS * 9 / 10);
  }

  /** A number, most of the time with one character that is another, or one more. */
  private static String randomText(Fuzz fuzz) {
    StringBuilder text = new StringBuilder(fuzz.of(List.of("", "", "+", "-")));
    boolean isHex = fuzz.oneIn(3);
    String digits = isHex ? "0123456789abcdefABCDEF" : "0123456789";
    text.append(isHex ? fuzz.of(List.of("0x", "0X")) : "");
    addDigits(text, digits, fuzz);
    if (fuzz.oneIn(2)) {
      text.append('.');
      addDigits(text, digits, fuzz);
    }
    if (isHex || fuzz.oneIn(2)) {
      text.append(fuzz.of(isHex ? List.of("p", "P") : List.of("e", "E")));
      text.append(fuzz.of(List.of("", "+", "-"))).append(fuzz.below(isHex ? 1_100 : 330));
    }
    if (fuzz.oneIn(2)) {
      int at = fuzz.below(text.length() + 1);
      String other = fuzz.of(ODD);
      text.replace(at, at + fuzz.below(2), other);
    }
    return text.toString();
  }

  private static void addDigits(StringBuilder text, String digits, Fuzz fuzz) {
    for (int i = fuzz.below(20); i > 0; i--) {
      text.append(digits.charAt(fuzz.below(digits.length())));
    }
  }

  private static @Nullable Double expected(String payload) {
    String text = payload.strip();
    String digit = text.matches("[+-]?0[xX].*") ? "0-9a-fA-F" : "0-9";
    String misplaced = "(?<![%1$s])(?<!^[+-]?0[xX])_|_(?![%1$s])".formatted(digit);
    boolean isGrammar =
        !Pattern.compile(misplaced).matcher(text).find()
            && !text.matches(".*\\s.*")
            && (digit.length() > 3 || !text.matches("(?i).*[df]"))
            && !text.matches("(?i).*p.*[df]");
    if (!isGrammar) {
      return null;
    }
    try {
      double value = Double.parseDouble(text.replace("_", ""));
      return Double.isInfinite(value) ? null : value;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** By exact arithmetic: no double is nearer. */
  @Test
  void aDoubleIsTheNearestOfADecimal() {
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      BigDecimal exact =
          new BigDecimal(
              new BigInteger(1 + fuzz.below(200), new Random(fuzz.bits())), fuzz.below(600) - 240);
      double read = NumberConverter.toDouble(exact.toString());
      BigDecimal off = exact.subtract(new BigDecimal(read)).abs();
      for (double neighbour : new double[] {Math.nextDown(read), Math.nextUp(read)}) {
        assertThat(off)
            .as("%s with %s", exact, Fuzz.seed())
            .isLessThanOrEqualTo(exact.subtract(new BigDecimal(neighbour)).abs());
      }
    }
  }

  private static void assertReads(String payload, double number) {
    assertThat(NumberConverter.toDouble(payload)).isEqualTo(Double.valueOf(number));
    assertThat(NumberConverter.toDouble(payload.getBytes(UTF_8))).isEqualTo(Double.valueOf(number));
  }

  private static void assertRefuses(String payload, String message) {
    assertMessage(() -> NumberConverter.toDouble(payload), message);
    assertMessage(() -> NumberConverter.toDouble(payload.getBytes(UTF_8)), message);
  }

  private static void assertMessage(ThrowingCallable conversion, String message) {
    assertThatThrownBy(conversion).isExactlyInstanceOf(RejectedException.class).hasMessage(message);
  }
}
