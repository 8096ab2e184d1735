package io.pointsman.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.registry.RegistryConfig.Access;
import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RegistryConfigTest {
  private static final DatabaseAddress DATABASE = new SqliteFile(Path.of("registry.db"));

  @Test
  void aLocalRegistryListensOnTheLoopbackAddressAlone() {
    RegistryConfig config = RegistryConfig.local(0, DATABASE, null);
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.loopback()).isTrue();
    assertThat(config.remoteAllowed()).isFalse();
    assertThat(RegistryConfig.DEFAULT_PORT).isEqualTo(8085);
  }

  @Test
  void anAddressThatOthersReachMustBeAllowedExplicitly() {
    assertThatThrownBy(
            () -> new RegistryConfig("0.0.0.0", 0, DATABASE, false, null, Access.plain()))
        .hasMessageContaining("host is '0.0.0.0', which other machines can reach")
        .hasMessageContaining("a proxy that ends TLS");
    assertThat(new RegistryConfig("0.0.0.0", 0, DATABASE, true, null, Access.plain()).loopback())
        .isFalse();
    assertThat(new RegistryConfig("::1", 0, DATABASE, false, null, Access.plain()).loopback())
        .isTrue();
  }

  @Test
  void aRegistryOnAFilePutsItsTokenBesideIt() {
    assertThat(RegistryConfig.local(0, Path.of("data", "registry.db")).tokenFile())
        .isEqualTo(Path.of("data", "registry.token"));
  }

  @Test
  void aPortIsBetween0And65535() {
    assertThatThrownBy(() -> RegistryConfig.local(65_536, DATABASE, null))
        .hasMessage("port is 65536; 0 to 65535 is expected");
  }
}
