package io.pointsman.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.it.truth.TableReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadersViewTest {
  private static final TableReader.View BEFORE = view(1L, 20, "before");
  private static final TableReader.View WHOLE = view(7L, 10, "whole");

  private static TableReader.View view(Long snapshotId, long rows, String checksum) {
    return new TableReader.View("lake.chaos.t", "2027-01-01T00:00:00Z", snapshotId, rows, checksum);
  }

  private static ReadersView of(int published, TableReader.View... views) {
    return ReadersView.of(List.of(views), WHOLE, published);
  }

  @Test
  void beforeThenWholeIsWhatMustBeSeen() {
    ReadersView seen = of(1, BEFORE, view(2L, 10, "whole"));
    assertThat(seen.seen()).containsExactly("before", "whole");
    assertThat(seen.broken()).isEmpty();
    assertThat(of(0, BEFORE).broken()).isEmpty();
    assertThat(of(2, BEFORE, view(2L, 10, "whole"), view(3L, 10, "whole")).broken()).isEmpty();
    assertThat(of(2, BEFORE, view(3L, 10, "whole")).broken()).isEmpty();
  }

  @Test
  void halfATableIsWrong() {
    assertThat(of(1, BEFORE, view(2L, 5, "half"), view(3L, 10, "whole")).broken())
        .singleElement()
        .asString()
        .contains("neither before nor after");
    assertThat(of(1, BEFORE, view(2L, 10, "other rows")).broken()).hasSize(2);
  }

  @Test
  void goingBackIsWrong() {
    assertThat(of(1, BEFORE, view(2L, 10, "whole"), BEFORE).broken()).isNotEmpty();
    assertThat(of(1, BEFORE, view(2L, 20, "before"), view(3L, 10, "whole")).broken()).isNotEmpty();
  }

  @Test
  void theTableMustNotBeGone() {
    assertThat(of(1, BEFORE, view(null, 0, "no table"), view(3L, 10, "whole")).broken())
        .isNotEmpty();
  }

  @Test
  void whatIsSeenMustHaveBeenPublishedAndTheOtherWayRound() {
    assertThat(of(0, BEFORE, view(2L, 10, "whole")).broken()).isNotEmpty();
    assertThat(of(1, BEFORE).broken()).isNotEmpty();
    assertThat(of(1, BEFORE, view(2L, 10, "whole"), view(3L, 10, "whole")).broken()).isNotEmpty();
  }

  @Test
  void aTableThatWasLikeThatBeforeShowsNothing() {
    assertThat(of(1, view(1L, 10, "whole"), view(2L, 10, "whole")).broken()).isNotEmpty();
  }
}
