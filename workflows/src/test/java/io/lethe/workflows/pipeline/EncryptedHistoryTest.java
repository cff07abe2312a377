package io.lethe.workflows.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.payload.DataConverters;
import io.lethe.workflows.payload.PayloadKeyMissingException;
import io.lethe.workflows.payload.PayloadKeys;
import io.temporal.common.converter.DataConverter;
import io.temporal.failure.ApplicationFailure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole runs whose history nobody but the holders of the keys can read. */
class EncryptedHistoryTest {
  private static final DataConverter OLD = converter("old " + key(1));
  private static final DataConverter ROTATED = converter("new " + key(2) + ",old " + key(1));
  private static final DataConverter NEW = converter("new " + key(2));

  @RegisterExtension final WorkflowEnvironment environment = new WorkflowEnvironment(ROTATED);

  private static String key(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static DataConverter converter(String keys) {
    return DataConverters.lethe(
        PayloadKeys.from(Map.of(PayloadKeys.VARIABLE, "env:KEYS", "KEYS", keys)));
  }

  private RunResult run(RunInput input) {
    environment.runs.start(input);
    return environment.runs.await(input.request().name());
  }

  private String history(String run) {
    return environment.temporal.getWorkflowClient().fetchHistory(run).toJson(false);
  }

  /** The JSON form holds data in Base64, so it is looked for in that form too. */
  private static boolean holds(String history, String text) {
    if (history.contains(text)) {
      return true;
    }
    for (MatchResult data :
        Pattern.compile("\"([A-Za-z0-9+/]{8,}={0,2})\"").matcher(history).results().toList()) {
      try {
        byte[] bytes = Base64.getDecoder().decode(data.group(1));
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      } catch (IllegalArgumentException notBase64) {
        // Some other word of eight letters.
      }
    }
    return false;
  }

  @Test
  void historyHoldsNothingOfTheRequest() {
    RunInput input = Requests.unlearn("hidden", "");
    assertThat(run(input).state()).isEqualTo(RunState.COMPLETED);

    String history = history("hidden");
    for (String secret : new String[] {"resnet20s", "salun", "checked", "unlearned"}) {
      assertThat(holds(history, secret)).as(secret).isFalse();
    }
    assertThat(holds(history, "binary/encrypted")).isTrue();
  }

  /** Shows that the search above finds what is there. */
  @Test
  void aPlainHistoryHoldsIt() {
    environment.runs(DataConverters.lethe()).start(Requests.unlearn("plain", ""));
    environment.runs.await("plain");
    assertThat(holds(history("plain"), "resnet20s")).isTrue();
  }

  @Test
  void messagesAndStacksOfFailuresAreHiddenAndReadAgain() {
    environment.activities.beforeUnlearning =
        () -> {
          throw ApplicationFailure.newNonRetryableFailure("secret reason", "USER", "forget.ids");
        };
    RunResult result = run(Requests.unlearn("failing", ""));

    assertThat(result.failure().orElseThrow().message()).isEqualTo("secret reason");
    assertThat(result.failure().orElseThrow().field()).contains("forget.ids");
    assertThat(holds(history("failing"), "secret reason")).isFalse();
    assertThat(holds(history("failing"), "FakeActivities")).isFalse();
  }

  @Test
  void whoHasNoKeyIsToldWhichOneIsMissing() {
    run(Requests.unlearn("locked", ""));
    for (DataConverter stranger : new DataConverter[] {DataConverters.lethe(), OLD}) {
      assertThatThrownBy(() -> environment.runs(stranger).await("locked"))
          .hasRootCauseInstanceOf(PayloadKeyMissingException.class)
          .rootCause()
          .hasMessageContaining("key 'new'")
          .hasMessageContaining(PayloadKeys.VARIABLE);
    }
    assertThat(environment.runs(NEW).await("locked").state()).isEqualTo(RunState.COMPLETED);
  }

  @Test
  void aRunStartedWithTheOldKeyGoesOn() {
    environment.runs(OLD).start(Requests.unlearn("rotated", ""));
    assertThat(environment.runs.await("rotated").state()).isEqualTo(RunState.COMPLETED);
  }

  @Test
  void aRunStartedInPlainTextGoesOnAfterEncryptionIsSwitchedOn() {
    environment.runs(DataConverters.lethe()).start(Requests.unlearn("switched", ""));
    assertThat(environment.runs.await("switched").state()).isEqualTo(RunState.COMPLETED);
  }
}
