package io.github.mqtttopicexporter.web;

import io.netty.handler.ssl.ClientAuth;
import java.util.Arrays;

/** Whether a client must have a certificate, and whether it is verified; the names are Go's. */
enum ClientAuthType {
  NoClientCert(ClientAuth.NONE, false),
  RequestClientCert(ClientAuth.OPTIONAL, false),
  RequireAnyClientCert(ClientAuth.REQUIRE, false),
  RequireClientCert(ClientAuth.REQUIRE, false),
  VerifyClientCertIfGiven(ClientAuth.OPTIONAL, true),
  RequireAndVerifyClientCert(ClientAuth.REQUIRE, true);

  final ClientAuth asked;
  final boolean isVerified;

  ClientAuthType(ClientAuth asked, boolean isVerified) {
    this.asked = asked;
    this.isVerified = isVerified;
  }

  static ClientAuthType of(YamlText text) {
    return valueOf(text.oneOf(Arrays.stream(values()).map(Enum::name).toList()));
  }
}
