package io.pointsman.registry.http;

import io.pointsman.registry.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a new certificate as soon as its files are there, without a restart: connections that stand
 * stay as they are. Files that do not go together, or are written right now, change nothing.
 */
final class TlsReload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final TlsSettings settings;
  private final SslContextFactory.Server tls;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread looking = new Thread(work, "registry-tls-reload");
            looking.setDaemon(true);
            return looking;
          });
  private String shown;
  private String refused = "";

  TlsReload(TlsSettings settings, SslContextFactory.Server tls) {
    this.settings = settings;
    this.tls = tls;
    this.shown = fingerprint();
  }

  void start() {
    // What it returns is not needed: look() never throws.
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    String there = fingerprint();
    if (there.equals(shown) || there.equals(refused)) {
      return;
    }
    try {
      TlsCertificates.Opened opened = TlsCertificates.open(settings);
      tls.reload(
          factory -> {
            factory.setKeyStore(opened.keys());
            factory.setKeyStorePassword(opened.password());
          });
      shown = there;
      LOG.info("The certificate was changed; new connections are shown {}", settings);
    } catch (Exception e) { // Jetty's reload declares it
      // Said once, until the files change again.
      refused = there;
      LOG.warn("The new certificate is not taken, the one before goes on: {}", e.getMessage());
    }
  }

  private String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files()) {
        digest.update(Files.readAllBytes(file));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      return "unreadable: " + e;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private List<Path> files() {
    if (settings instanceof TlsSettings.Pem pem) {
      return List.of(pem.certificates(), pem.key());
    }
    return List.of(((TlsSettings.Keystore) settings).file());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
