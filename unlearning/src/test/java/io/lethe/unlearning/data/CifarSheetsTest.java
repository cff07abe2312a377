package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.unlearning.Shared;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The whole of CIFAR-10, as sheets. */
class CifarSheetsTest {
  /** Of the 60,000 records in the canonical form, computed with Python and Pillow. */
  private static final String DIGEST =
      "75195864603b92891e7d461ba7e561f15214847599d72b7e6697bad0545b8854";

  @Test
  void allSixtyThousandImagesLoadInSeconds() {
    Path folder = Shared.require("data/cifar10");
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Dataset data = DatasetReader.open(folder);
    Duration cpu =
        Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    assertThat(cpu).isLessThan(Duration.ofSeconds(30));
    assertThat(data.size()).isEqualTo(60_000);
    assertThat(data.classes()).isEqualTo(10);
    assertThat(data.id(0)).isEqualTo("train/00000");
    assertThat(data.id(59_999)).isEqualTo("test/09999");
    assertThat(data.digest()).isEqualTo(DIGEST);
  }
}
