package io.pointsman.registry.api;

import io.pointsman.decider.Simulation.Move;
import io.pointsman.decider.TableDifference;
import io.pointsman.decider.TableWarning;
import java.util.List;

/**
 * What a change of the routing table would do; nothing was changed.
 *
 * @param revision the newest revision, which it was held against
 * @param differences where the proposed table differs from it
 * @param warnings what in the proposed table is hardly meant
 * @param movements how many movements were decided by both
 * @param sparkBefore how many of them go to Spark now
 * @param sparkAfter how many would
 * @param movesForward how many would change from legacy to Spark
 * @param movesBack how many would change from Spark to legacy
 * @param moves those that would change track, by movement id, as many as were asked for
 * @param unlisted how many more there are
 * @param notes what was left out of account
 * @param seconds how long it took
 */
public record SimulationReport(
    long revision,
    List<TableDifference> differences,
    List<TableWarning> warnings,
    int movements,
    int sparkBefore,
    int sparkAfter,
    int movesForward,
    int movesBack,
    List<Move> moves,
    int unlisted,
    List<String> notes,
    double seconds) {}
