package io.pointsman.workers.run;

import io.pointsman.decider.DecisionReason;

/**
 * Why Spark cannot serve an execution, whatever the routing table says.
 *
 * @param reason its name
 * @param message naming columns, backups or objects
 * @param refuse whether the run ends instead of going to legacy
 */
record Obstacle(DecisionReason reason, String message, boolean refuse) {}
