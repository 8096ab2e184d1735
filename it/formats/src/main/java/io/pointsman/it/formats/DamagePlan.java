package io.pointsman.it.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The cases, each by its number alone, so that a run goes on where another process ended. */
final class DamagePlan {
  private static final int FLIPS = 80;
  private static final int FLIPS_AND_CUTS = 97;

  /** One file that can be damaged, and the number of its first case of all. */
  private record Target(Fixture fixture, String file, byte[] whole, long first) {
    /** Every byte flipped, every length that it can be cut to, and its loss. */
    long cases() {
      return 2L * whole.length + 1;
    }
  }

  private final List<Target> targets = new ArrayList<>();
  private final long seed;
  private final boolean every;
  private final long size;

  /**
   * @param components which files, by their ends; empty for all
   * @param every every byte and every cut of every file, instead of so many drawn ones
   * @param drawn how many to draw
   */
  DamagePlan(
      List<Fixture> fixtures, List<String> components, long seed, boolean every, long drawn) {
    this.seed = seed;
    this.every = every;
    long next = 0;
    for (Fixture fixture : fixtures) {
      for (Map.Entry<String, byte[]> file : fixture.files().entrySet()) {
        if (!components.isEmpty() && components.stream().noneMatch(file.getKey()::endsWith)) {
          continue;
        }
        Target target = new Target(fixture, file.getKey(), file.getValue(), next);
        targets.add(target);
        next += target.cases();
      }
    }
    this.size = every ? next : drawn;
  }

  long size() {
    return size;
  }

  DamageCase at(long number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    return every ? numbered(number, random) : drawn(number, random);
  }

  private DamageCase numbered(long number, SplittableRandom random) {
    int low = 0;
    int high = targets.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (targets.get(middle).first() <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Target target = targets.get(low);
    int within = (int) (number - target.first());
    int length = target.whole().length;
    Damage damage =
        within < length
            ? new Damage.Flip(within, 1 + random.nextInt(255))
            : within < 2 * length ? new Damage.Cut(within - length) : new Damage.Missing();
    return new DamageCase(number, target.fixture(), target.file(), damage);
  }

  /** Any file is as likely as another, however long: what is small is where a bit weighs most. */
  private DamageCase drawn(long number, SplittableRandom random) {
    Target target = targets.get(random.nextInt(targets.size()));
    int length = target.whole().length;
    int kind = length == 0 ? FLIPS_AND_CUTS : random.nextInt(100);
    Damage damage;
    if (kind < FLIPS) {
      int mask = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
      damage = new Damage.Flip(random.nextInt(length), mask);
    } else if (kind < FLIPS_AND_CUTS) {
      damage = new Damage.Cut(random.nextInt(length));
    } else {
      damage = new Damage.Missing();
    }
    return new DamageCase(number, target.fixture(), target.file(), damage);
  }
}
