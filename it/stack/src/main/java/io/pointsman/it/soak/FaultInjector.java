package io.pointsman.it.soak;

import io.pointsman.it.show.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Disturbs the parts while the runs go on, each fault once, when its share of them has ended. */
final class FaultInjector {
  private final SoakSettings settings;
  private final SoakStack stack;
  private final ConductorPart conductor;
  private final Progress progress;
  private final Set<Fault> done = EnumSet.noneOf(Fault.class);
  private final List<String> told = new ArrayList<>();
  private Instant registryBack;

  FaultInjector(
      SoakSettings settings, SoakStack stack, ConductorPart conductor, Progress progress) {
    this.settings = settings;
    this.stack = stack;
    this.conductor = conductor;
    this.progress = progress;
  }

  /** Does what is due. */
  void look(int ended) throws Exception {
    if (registryBack != null && Instant.now().isAfter(registryBack)) {
      registryBack = null;
      stack.startRegistry();
      tell("the registry is back", ended);
    }
    for (Fault fault : settings.faults()) {
      if (ended >= fault.when() * settings.movements() && done.add(fault)) {
        inject(fault, ended);
      }
    }
  }

  private void inject(Fault fault, int ended) throws Exception {
    switch (fault) {
      case WORKER_KILLED, OTHER_WORKER_KILLED -> {
        String killed = stack.killWorker();
        stack.startWorker();
        tell("kill -9 of " + killed + ", another one started", ended);
      }
      case REGISTRY_DOWN -> {
        stack.stopRegistry();
        registryBack = Instant.now().plus(settings.registryOutage());
        tell("the registry is down for " + settings.registryOutage().toSeconds() + " s", ended);
      }
      case CONDUCTOR_RESTARTED -> {
        tell("Conductor is restarted", ended);
        conductor.restart();
        tell("Conductor is back", ended);
      }
    }
  }

  private void tell(String what, int ended) {
    String sentence = what + ", after " + ended + " of " + settings.movements() + " runs";
    told.add(sentence);
    progress.step(sentence);
  }

  /** Everything that was to be over is over: nothing is left down. */
  void settle(int ended) throws Exception {
    if (registryBack != null) {
      registryBack = Instant.MIN;
      look(ended);
    }
  }

  /** What was done, in order. */
  List<String> told() {
    return List.copyOf(told);
  }

  boolean allDone() {
    return done.containsAll(settings.faults());
  }
}
