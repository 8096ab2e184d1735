package io.pointsman.bench;

/**
 * What one query of a store that is far away took.
 *
 * @param table the case's name
 * @param rows that came
 * @param sstables of the table
 * @param cpuSeconds of the whole process while it ran
 * @param wallSeconds as they passed
 * @param waitedSeconds of those, that the task waited for the store
 * @param neededBytes of the table's data files
 * @param fetchedBytes by all tasks
 * @param requests of all tasks
 * @param opened SSTables opened by all tasks, each as often as it was
 * @param findSeconds to find the backup and its files
 * @param planSeconds to plan the tasks
 * @param plan what the scan says of itself
 */
public record StoreMeasurement(
    String table,
    long rows,
    int sstables,
    double cpuSeconds,
    double wallSeconds,
    double waitedSeconds,
    long neededBytes,
    long fetchedBytes,
    long requests,
    long opened,
    double findSeconds,
    double planSeconds,
    String plan) {}
