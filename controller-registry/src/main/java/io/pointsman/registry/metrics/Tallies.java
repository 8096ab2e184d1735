package io.pointsman.registry.metrics;

import com.google.inject.Inject;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.Spent;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.journal.Findings;
import io.pointsman.registry.journal.JournalReader;
import io.pointsman.registry.journal.StandingAct;
import io.pointsman.registry.store.JournalEntry;
import io.pointsman.registry.store.JournalEntry.Changed;
import io.pointsman.registry.store.JournalEntry.Compared;
import io.pointsman.registry.store.JournalEntry.Decided;
import io.pointsman.registry.store.JournalEntry.Reported;
import io.pointsman.registry.store.TallyStore.Series;
import java.time.Instant;
import java.util.Locale;

/** Counts what was recorded, for the metrics. */
public final class Tallies implements JournalReader {
  static final String SUM = "sum";
  static final String GRANTED = "granted";
  static final String WITHHELD = "withheld";

  private static final String READER = "tallies";

  @Inject
  Tallies() {}

  @Override
  public String name() {
    return READER;
  }

  @Override
  public boolean fromTheBeginning() {
    return true;
  }

  @Override
  public void read(JournalEntry entry, Findings findings) {
    if (entry instanceof Decided decided) {
      decided(decided.decision(), findings);
    } else if (entry instanceof Reported reported) {
      reported(reported, findings);
    } else if (entry instanceof Compared compared) {
      findings.add(series(RegistryMetric.PROOFS, word(compared.proof().result())), 1);
    } else if (entry instanceof Changed changed) {
      changed(changed.change(), findings);
    }
  }

  private static void decided(Decision decision, Findings findings) {
    if (decision != null) {
      if (decision.shadow() || decision.shadowWithheld()) {
        findings.add(series(RegistryMetric.SHADOWS, decision.shadow() ? GRANTED : WITHHELD), 1);
      }
      findings.add(
          series(
              RegistryMetric.DECISIONS,
              word(decision.route()),
              word(decision.reason()),
              decision.decidedBy()),
          1);
    }
  }

  private static void reported(Reported reported, Findings findings) {
    Outcome outcome = reported.outcome();
    if (outcome.servedBy() != null) {
      served(outcome, reported.at(), findings);
    } else if (reported.earlier() == null) {
      findings.add(series(RegistryMetric.RUNS_FAILED, word(failure(outcome))), 1);
    }
    // A retry reports anew what went into the attempts before it.
    Spent before = spent(reported.earlier());
    Spent now = spent(outcome);
    add(findings, RegistryMetric.FAILED_ATTEMPTS, now.attempts() - before.attempts());
    add(findings, RegistryMetric.FAILED_ATTEMPT_READ_BYTES, now.bytesRead() - before.bytesRead());
    add(
        findings,
        RegistryMetric.FAILED_ATTEMPT_CPU_SECONDS,
        now.cpuSeconds() - before.cpuSeconds());
  }

  private static void served(Outcome outcome, Instant at, Findings findings) {
    String connector = word(outcome.servedBy());
    findings.add(series(RegistryMetric.RUNS_SERVED, connector), 1);
    findings.add(
        series(RegistryMetric.RUN_DURATION, connector, RunSeconds.bound(outcome.seconds())), 1);
    findings.add(series(RegistryMetric.RUN_DURATION, connector, SUM), outcome.seconds());
    Spent failed = spent(outcome);
    add(findings, series(RegistryMetric.ROWS, connector), outcome.rows());
    add(
        findings,
        series(RegistryMetric.READ_BYTES, connector),
        outcome.bytesRead() == null ? null : outcome.bytesRead() - failed.bytesRead());
    add(
        findings,
        series(RegistryMetric.CPU_SECONDS, connector),
        outcome.cpuSeconds() == null ? null : outcome.cpuSeconds() - failed.cpuSeconds());
    if (outcome.decided() == Route.SPARK && outcome.servedBy() == Connector.LEGACY) {
      findings.add(series(RegistryMetric.FALLBACKS, word(failure(outcome))), 1);
    }
    // A worker's clock may be ahead; nothing was served in the future.
    Instant ended = outcome.endedAt().isBefore(at) ? outcome.endedAt() : at;
    findings.raise(series(RegistryMetric.LAST_SERVED, connector), ended.toEpochMilli() / 1000.0);
  }

  private static void changed(AuditEntry change, Findings findings) {
    int slash = change.subject().indexOf('/');
    String kind = slash < 0 ? change.subject() : change.subject().substring(0, slash);
    findings.add(series(RegistryMetric.CHANGES, kind), 1);
    StandingAct.of(change)
        .ifPresent(
            act ->
                findings.add(
                    series(
                        RegistryMetric.ACTS,
                        kind,
                        act.act(),
                        change.byRegistry() ? "registry" : "person"),
                    1));
  }

  private static FailureReason failure(Outcome outcome) {
    return outcome.failure() == null ? FailureReason.UNKNOWN : outcome.failure();
  }

  private static Spent spent(Outcome outcome) {
    return outcome == null || outcome.failedAttempts() == null
        ? Spent.NOTHING
        : outcome.failedAttempts();
  }

  private static void add(Findings findings, RegistryMetric metric, double amount) {
    add(findings, series(metric), amount);
  }

  /** A counter never falls, whatever a report says. */
  private static void add(Findings findings, Series series, Number amount) {
    if (amount != null && amount.doubleValue() > 0) {
      findings.add(series, amount.doubleValue());
    }
  }

  static Series series(RegistryMetric metric, String... labels) {
    return Series.of(metric.family(), (Object[]) labels);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
