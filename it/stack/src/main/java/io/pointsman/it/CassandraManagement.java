package io.pointsman.it;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What {@code nodetool} does, over the same JMX operations. */
public final class CassandraManagement implements AutoCloseable {
  private static final ObjectName STORAGE = name("org.apache.cassandra.db:type=StorageService");

  private final JMXConnector connector;
  private final MBeanServerConnection connection;

  private CassandraManagement(JMXConnector connector, MBeanServerConnection connection) {
    this.connector = connector;
    this.connection = connection;
  }

  /** The peer is this process's own child, on loopback. */
  @SuppressWarnings("BanJNDI")
  static CassandraManagement connect(int port) throws IOException {
    JMXConnector connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
    return new CassandraManagement(connector, connector.getMBeanServerConnection());
  }

  private static ObjectName name(String name) {
    try {
      return new ObjectName(name);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /**
   * Writes memtables to SSTables.
   *
   * @param keyspace unquoted
   * @param tables unquoted; none means all of the keyspace
   */
  public void flush(String keyspace, String... tables) throws IOException {
    invoke(
        "forceKeyspaceFlush",
        new Object[] {keyspace, tables},
        String.class.getName(),
        String[].class.getName());
  }

  /**
   * Flushes, and takes a snapshot of every table of every keyspace.
   *
   * @param tag the snapshot's name
   */
  public void snapshot(String tag) throws IOException {
    invoke(
        "takeSnapshot",
        new Object[] {tag, Map.of(), new String[0]},
        String.class.getName(),
        Map.class.getName(),
        String[].class.getName());
  }

  /** Deletes a snapshot of every table. */
  public void clearSnapshot(String tag) throws IOException {
    invoke(
        "clearSnapshot",
        new Object[] {Map.of(), tag, new String[0]},
        Map.class.getName(),
        String.class.getName(),
        String[].class.getName());
  }

  /** The node's Murmur3 tokens, as decimal text. */
  public List<String> tokens() throws IOException {
    return attribute("Tokens").stream().map(String::valueOf).toList();
  }

  /** Such as {@code 5.0.9}. */
  public String releaseVersion() throws IOException {
    try {
      return (String) connection.getAttribute(STORAGE, "ReleaseVersion");
    } catch (JMException e) {
      throw new IOException("Cannot read ReleaseVersion", e);
    }
  }

  /** Stops listening and flushes everything; the process stays. */
  public void drain() throws IOException {
    invoke("drain", new Object[0]);
  }

  private List<?> attribute(String name) throws IOException {
    try {
      return (List<?>) connection.getAttribute(STORAGE, name);
    } catch (JMException e) {
      throw new IOException("Cannot read " + name, e);
    }
  }

  private void invoke(String operation, Object[] arguments, String... signature)
      throws IOException {
    try {
      connection.invoke(STORAGE, operation, arguments, signature);
    } catch (JMException | RuntimeMBeanException e) {
      throw new IOException("Cassandra's " + operation + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
