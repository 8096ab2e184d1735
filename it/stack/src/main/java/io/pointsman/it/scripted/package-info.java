/**
 * Engines that do what a script says, in the place of Spark and of the legacy engine: what they
 * record on the control store and stage in the destination is real.
 */
package io.pointsman.it.scripted;
