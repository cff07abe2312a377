package io.lethe.worker.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.workflows.contract.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTerminalGetsOneLineThatIsRedrawn() {
    ProgressLine line = new ProgressLine(err, true);
    line.show("unlearn", 0.25, "loss 1.0000");
    line.show("unlearn", 0.5, "loss 0.5000");
    line.end();
    assertThat(written().split("\r")).hasSize(3);
    assertThat(written().chars().filter(c -> c == '\n')).hasSize(1);
    assertThat(written()).contains("[############------------]  50%").contains("loss 0.5000");
  }

  @Test
  void aLogGetsALineForEachTenthOnly() {
    ProgressLine line = new ProgressLine(err, false);
    for (int step = 0; step <= 100; step++) {
      line.show("unlearn", step / 100.0, "");
    }
    line.show("evaluate", Double.NaN, "");
    assertThat(written()).doesNotContain("\r");
    assertThat(written().lines()).hasSize(12).contains("unlearn  50%").endsWith("evaluate");
  }

  @Test
  void detailsNameWhatIsKnown() {
    Progress progress =
        new Progress(
            "unlearn",
            "retain",
            1,
            3,
            50,
            200,
            Optional.of(0.25),
            Optional.of(512.4),
            Optional.of(75.0));
    assertThat(ProgressText.fraction(progress)).isEqualTo(0.25);
    assertThat(ProgressText.details(progress))
        .isEqualTo("epoch 2/3  retain  loss 0.2500  512 images/s  1 min 15 s left");
    assertThat(ProgressText.fraction(Progress.of("admit"))).isNaN();
  }
}
