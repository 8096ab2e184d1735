package io.pointsman.registry.api;

import io.pointsman.decider.RoutingTable;
import java.time.Instant;

/**
 * One revision of the routing table.
 *
 * @param revision from 1
 * @param table the table
 * @param changedAt when it was made
 * @param actor who made it
 * @param why the reason
 */
public record TableRevision(
    long revision, RoutingTable table, Instant changedAt, String actor, String why) {}
