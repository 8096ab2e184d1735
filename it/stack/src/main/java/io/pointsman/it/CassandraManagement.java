package io.pointsman.it;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
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

  private static final ObjectName FAILURE_DETECTOR =
      name("org.apache.cassandra.net:type=FailureDetector");

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
   * Makes one SSTable of all that a table has, whatever its compaction strategy would do.
   *
   * @param keyspace unquoted
   * @param tables unquoted; none means all of the keyspace
   */
  public void compact(String keyspace, String... tables) throws IOException {
    invoke(
        "forceKeyspaceCompaction",
        new Object[] {false, keyspace, tables},
        boolean.class.getName(),
        String.class.getName(),
        String[].class.getName());
  }

  /**
   * Opens SSTables that were put into a table's folder, under new names.
   *
   * @param keyspace unquoted
   * @param table unquoted
   */
  public void load(String keyspace, String table) throws IOException {
    invoke(
        "loadNewSSTables",
        new Object[] {keyspace, table},
        String.class.getName(),
        String.class.getName());
  }

  /** Takes the node out of gossip: the others count it as down at once. Its clients stay. */
  public void stopGossiping() throws IOException {
    invoke("stopGossiping", new Object[0]);
  }

  /** The node takes part in gossip again. */
  public void startGossiping() throws IOException {
    invoke("startGossiping", new Object[0]);
  }

  /**
   * How long another node may be silent before it counts as down.
   *
   * @param phi Cassandra's {@code phi_convict_threshold}: 8 unless set; about 2.3 seconds for each
   *     1
   */
  public void suspectAt(double phi) throws IOException {
    try {
      connection.setAttribute(FAILURE_DETECTOR, new Attribute("PhiConvictThreshold", phi));
    } catch (JMException e) {
      throw new IOException("Cannot set PhiConvictThreshold", e);
    }
  }

  /** The addresses of the nodes that this one counts as up, its own among them. */
  public List<String> liveNodes() throws IOException {
    return attribute("LiveNodes").stream().map(String::valueOf).toList();
  }

  /**
   * Flushes, and takes a snapshot of every table of one keyspace.
   *
   * @param tag the snapshot's name
   * @param keyspace unquoted
   */
  public void snapshot(String tag, String keyspace) throws IOException {
    invoke(
        "takeSnapshot",
        new Object[] {tag, Map.of(), new String[] {keyspace}},
        String.class.getName(),
        Map.class.getName(),
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
