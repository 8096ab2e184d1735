package io.pointsman.decider;

/** An engine that moves a table. Upper case everywhere but in the routing table's document. */
public enum Connector {
  /** The new engine: reads SSTable backups straight from the object store. */
  SPARK,
  /** The engine that has always done it, whatever it is; the safe side. */
  LEGACY
}
