package io.pointsman.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.control.JobFailure;
import io.pointsman.decider.FailureReason;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class FailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new JobFailure(FailureReason.SCHEMA_CHANGED, "a"), FailureReason.SCHEMA_CHANGED),
        Arguments.of(new NoSuchFileException("k"), FailureReason.BACKUP_GONE),
        Arguments.of(SdkClientException.create("no route"), FailureReason.STORE_UNAVAILABLE),
        Arguments.of(new CommitFailedException("moved"), FailureReason.CATALOG_UNAVAILABLE),
        Arguments.of(
            new CommitStateUnknownException(new IOException("cut")), FailureReason.COMMIT_UNKNOWN),
        Arguments.of(new ServiceUnavailableException("503"), FailureReason.CATALOG_UNAVAILABLE),
        Arguments.of(new OutOfMemoryError("heap"), FailureReason.SPARK_OUT_OF_MEMORY),
        Arguments.of(
            new SparkException(
                "ExecutorLostFailure: Container killed by YARN for exceeding memory limits"),
            FailureReason.SPARK_OUT_OF_MEMORY),
        Arguments.of(new IllegalStateException("?"), FailureReason.SPARK_FAILED));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureHasItsNameHoweverItIsWrapped(Throwable failure, FailureReason reason) {
    assertThat(Failures.reason(failure)).isEqualTo(reason);
    assertThat(Failures.reason(new SparkException("aborted", new RuntimeException(failure))))
        .isEqualTo(reason);
  }

  @Test
  void aChainThatBitesItsOwnTailEnds() {
    RuntimeException outer = new RuntimeException("a");
    RuntimeException inner = new RuntimeException("b", outer);
    outer.initCause(inner);
    assertThat(Failures.reason(outer)).isEqualTo(FailureReason.SPARK_FAILED);
  }
}
