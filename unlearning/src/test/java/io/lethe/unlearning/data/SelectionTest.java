package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.random.DrawGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits, forget sets, retain sets and id lists. */
class SelectionTest {
  private static final int TRAIN = 200;
  private final RecordIndex index = index();
  private final int[] training = index.positions(Partition.TRAIN);

  /** 200 training records of classes 0 to 3, then 20 test records; every tenth is Ann's. */
  private static RecordIndex index() {
    int n = TRAIN + 20;
    Partition[] partitions = new Partition[n];
    Arrays.setAll(partitions, i -> i < TRAIN ? Partition.TRAIN : Partition.TEST);
    return new RecordIndex(
        5,
        IntStream.range(0, n).mapToObj(i -> "r" + i).toList(),
        IntStream.range(0, n).map(i -> i % 4).toArray(),
        IntStream.range(0, n).mapToObj(i -> i % 10 == 0 ? "ann" : "").toList(),
        partitions);
  }

  private static void assertRejected(Runnable call, String field, String... parts) {
    assertThatThrownBy(call::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(field + ": ")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @ParameterizedTest
  @EnumSource(DrawGenerator.class)
  void splitTakesTheShareOfEachClassAndLosesNothing(DrawGenerator generator) {
    Split split = Split.draw(index, 0.1, 5, generator);
    assertThat(index.labels(split.validation()))
        .containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3);
    assertThat(split.training()).isSorted();
    assertThat(IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.validation())))
        .containsExactlyInAnyOrder(Arrays.stream(training).boxed().toArray(Integer[]::new));
    assertThat(Split.draw(index, 0.1, 5, generator).validation()).isEqualTo(split.validation());
    assertThat(Split.draw(index, 0.1, 6, generator).validation()).isNotEqualTo(split.validation());
  }

  @Test
  void splitOfNothingTrainsOnEverything() {
    Split split = Split.draw(index, 0, 1, DrawGenerator.COUNTER);
    assertThat(split.training()).isEqualTo(training);
    assertThat(split.validation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void splitFractionOutOfRange(double fraction) {
    assertRejected(
        () -> Split.draw(index, fraction, 1, DrawGenerator.COUNTER),
        "dataset.split.validationFraction",
        "" + fraction);
  }

  @Test
  void numpySeedOutOfRange() {
    assertRejected(
        () -> Split.draw(index, 0.1, -1, DrawGenerator.NUMPY_LEGACY),
        "dataset.split.seed",
        "-1",
        "4294967295");
    assertRejected(
        () ->
            new ForgetSelection.RandomCount(3, 1L << 32, DrawGenerator.NUMPY_LEGACY)
                .positions(index, training),
        "forget.random.seed",
        "4294967296");
  }

  @Test
  void unknownGenerator() {
    assertRejected(
        () -> DrawGenerator.parse("torch", "forget.random.generator"),
        "forget.random.generator",
        "'torch'",
        "counter, numpy-legacy");
    assertThat(DrawGenerator.parse("numpy-legacy", "f")).isEqualTo(DrawGenerator.NUMPY_LEGACY);
  }

  @ParameterizedTest
  @EnumSource(DrawGenerator.class)
  void randomSelectionIsAscendingAndOfTheStatedSize(DrawGenerator generator) {
    int[] forget =
        new ForgetSelection.RandomFraction(0.29, 1, generator)
            .positions(index, Arrays.copyOfRange(training, 100, 200));
    assertThat(forget).hasSize(28).isSorted().doesNotHaveDuplicates();
    assertThat(Arrays.stream(forget).min().getAsInt()).isGreaterThanOrEqualTo(100);
    assertThat(
            new ForgetSelection.RandomCount(28, 1, generator)
                .positions(index, Arrays.copyOfRange(training, 100, 200)))
        .isEqualTo(forget);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 1.5, Double.NaN})
  void forgetFractionOutOfRange(double fraction) {
    assertRejected(
        () -> new ForgetSelection.RandomFraction(fraction, 1, DrawGenerator.COUNTER),
        "forget.random.fraction",
        "" + fraction);
  }

  @Test
  void fractionThatSelectsNothing() {
    assertRejected(
        () ->
            new ForgetSelection.RandomFraction(0.001, 1, DrawGenerator.COUNTER)
                .positions(index, training),
        "forget.random.fraction",
        "empty");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 200, 201})
  void countOutOfRange(int count) {
    assertRejected(
        () ->
            new ForgetSelection.RandomCount(count, 1, DrawGenerator.COUNTER)
                .positions(index, training),
        "forget.random.count",
        "found " + count,
        "1 to 199");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 199})
  void countsReachFromOneToAllButOne(int count) {
    ForgetSelection selection = new ForgetSelection.RandomCount(count, 1, DrawGenerator.COUNTER);
    assertThat(selection.positions(index, training)).hasSize(count);
  }

  @Test
  void idsKeepTheirOrder() {
    assertThat(new ForgetSelection.Ids(List.of("r7", "r3", "r5")).positions(index, training))
        .containsExactly(7, 3, 5);
  }

  @Test
  void idsThatAreWrongAreListed() {
    List<String> unknown = IntStream.range(0, 7).mapToObj(i -> "x" + i).toList();
    assertRejected(() -> forget(unknown), "forget.ids", "7 record ids", "x0, x1, x2, x3, x4, …");
    assertRejected(() -> forget(List.of("r1", "r2", "r1")), "forget.ids", "more than once: r1");
    assertRejected(() -> forget(List.of("r1", "r205")), "forget.ids", "training split: r205");
    assertRejected(() -> forget(List.of()), "forget.ids", "no record ids");
    assertRejected(() -> forget(index.ids(training)), "forget.ids", "all 200 training records");
  }

  private int[] forget(List<String> ids) {
    return new ForgetSelection.Ids(ids).positions(index, training);
  }

  @Test
  void aClassIsAllItsTrainingRecordsAndLeavesTheTestSet() {
    ForgetSelection selection = new ForgetSelection.OfClass(2);
    int[] forget = selection.positions(index, training);
    assertThat(forget).hasSize(50).isSorted();
    assertThat(index.labels(forget)).containsOnly(2);
    assertThat(index.labels(TestSet.positions(index, selection))).hasSize(15).doesNotContain(2);
    assertThat(TestSet.positions(index, new ForgetSelection.OfSubject("ann"))).hasSize(20);
    assertRejected(
        () -> new ForgetSelection.OfClass(5).positions(index, training),
        "forget.class",
        "found 5",
        "0 to 4");
    assertRejected(
        () -> new ForgetSelection.OfClass(-1).positions(index, training),
        "forget.class",
        "found -1");
    assertRejected(
        () -> new ForgetSelection.OfClass(4).positions(index, training), "forget.class", "empty");
    assertThat(new ForgetSelection.OfClass(0).positions(index, training)).hasSize(50);
  }

  @Test
  void aSubjectIsAllTheirTrainingRecords() {
    int[] forget = new ForgetSelection.OfSubject("ann").positions(index, training);
    assertThat(forget).hasSize(20).startsWith(0, 10, 20);
    assertRejected(
        () -> new ForgetSelection.OfSubject("bob").positions(index, training),
        "forget.subject",
        "'bob'");
  }

  @Test
  void retainSetIsTheRestOrAList() {
    int[] forget = {4, 2};
    assertThat(RetainSet.complement(new int[] {1, 2, 3, 4, 5}, forget)).containsExactly(1, 3, 5);
    assertThat(RetainSet.of(index, training, forget, List.of("r9", "r1"), "retain.ids"))
        .containsExactly(9, 1);
    assertRejected(
        () -> RetainSet.of(index, training, forget, List.of("r9", "r2"), "retain.ids"),
        "retain.ids",
        "without the forget set: r2");
  }

  @Test
  void idListsTolerateWhatEditorsDo() {
    byte[] text = "\uFEFF# ids\r\n\r\n  r3 \r\nr1\n#r2\nr2".getBytes(StandardCharsets.UTF_8);
    assertThat(IdList.parse(text, "forget.idsFrom")).containsExactly("r3", "r1", "r2");
    assertRejected(
        () -> IdList.parse(new byte[] {(byte) 0xff, 0}, "forget.idsFrom"),
        "forget.idsFrom",
        "UTF-8");
  }

  @Test
  void aSubjectIsTheOneLineOfItsFile() {
    assertThat(IdList.parseSubject("\uFEFF Ann B. \n".getBytes(StandardCharsets.UTF_8), "f"))
        .isEqualTo(" Ann B. ");
    for (String text : new String[] {"", "\n", "ann\nbob"}) {
      assertRejected(
          () -> IdList.parseSubject(text.getBytes(StandardCharsets.UTF_8), "forget.subjectFrom"),
          "forget.subjectFrom",
          "found " + text.lines().count() + " lines",
          "one line");
    }
  }

  @Test
  void aFileOfIdsIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ids.txt"), "r3\nr1\n");
    assertThat(IdList.read(file, "f")).containsExactly("r3", "r1");
    assertThatThrownBy(() -> IdList.read(folder.resolve("none.txt"), "f"))
        .isInstanceOf(UncheckedIOException.class);
  }

  /** Five are listed, of six the first five. */
  @Test
  void theFirstFewWrongIdsAreListed() {
    List<String> five = List.of("a", "b", "c", "d", "e");
    assertThatThrownBy(() -> IdList.resolve(index, five, "f"))
        .hasMessage("f: found 5 record ids that are not in the data set: a, b, c, d, e");
  }

  @Test
  void withoutTrainingRecordsThereIsNothingToSplit() {
    RecordIndex tests =
        new RecordIndex(
            2, List.of("t"), new int[] {0}, List.of(), new Partition[] {Partition.TEST});
    assertRejected(
        () -> Split.draw(tests, 0.1, 1, DrawGenerator.COUNTER), "dataset.ref", "no training");
  }

  /** The last class is drawn from as the others are. */
  @Test
  void aSplitIsNotTheCallersToChange() {
    Split split = Split.draw(index, 0.5, 1, DrawGenerator.COUNTER);
    assertThat(split.validation()).hasSize(100);
    split.validation()[0] = -1;
    split.training()[0] = -1;
    assertThat(split.validation()).doesNotContain(-1);
    assertThat(split.training()).doesNotContain(-1).hasSize(100);
  }
}
