package io.lethe.gateway.lethe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.SampleRuns;
import io.lethe.store.Location;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunState;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArtifactHandlersTest {
  private static final String CURVE =
      "{\"epoch\":[0,0],\"loss\":[2.5,1.25],\"phase\":[\"forget\",\"retain\"]}";

  private final FakeDesk desk = new FakeDesk();
  private final Api api = Api.of(desk);
  private final byte[] weights = new byte[3 << 20];

  @BeforeEach
  void makeRun() {
    new Random(1).nextBytes(weights);
    desk.start(SampleRuns.unlearn("made"), FakeDesk.trigger("lethe_unlearn"));
    desk.begin(
        "made",
        "evaluate",
        List.of(
            SampleRuns.stage(
                "mask",
                Map.of("maskShares", put("shares", "{\"conv1.weight\": 0.5}".getBytes(UTF_8))),
                false,
                1),
            SampleRuns.stage(
                "unlearn",
                Map.of(
                    "model", put("weights", weights),
                    "manifest", put("manifest", new byte[] {1}),
                    "lossCurve", put("curve", CURVE.getBytes(UTF_8))),
                false,
                1)));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private ArtifactRef put(String key, byte[] bytes) {
    ArtifactRef ref = new ArtifactRef("s3://lethe/artifacts/" + key, "0a".repeat(32), bytes.length);
    desk.store().put(Location.parse(ref.key()), bytes);
    return ref;
  }

  @Test
  void aModelIsStreamedWithItsDigestForTag() throws Exception {
    HttpResponse<byte[]> answer =
        api.bytes("/runs/made/artifacts/unlearned", "Accept-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(weights);
    assertThat(answer.headers().firstValue("Content-Length"))
        .contains(String.valueOf(weights.length));
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"made-unlearned.safetensors\"");
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    assertThat(tag).isEqualTo("\"" + "0a".repeat(32) + "\"");

    HttpResponse<byte[]> again =
        api.bytes("/runs/made/artifacts/unlearned", "If-None-Match", "W/\"x\", " + tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void aTorchScriptModelKeepsItsEnding() throws Exception {
    put("weights", new byte[] {'P', 'K', 3, 4, 5});
    assertThat(
            api.bytes("/runs/made/artifacts/unlearned").headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"made-unlearned.pt\"");
  }

  @Test
  void whatTellsWhichRecordsAreKnownIsNeitherListedNorGivenOut() throws Exception {
    assertThat(Api.json(api.get("/runs/made/artifacts")).findValuesAsText("role"))
        .containsExactlyInAnyOrder("maskShares", "unlearned", "lossCurve");
    HttpResponse<String> refused = api.get("/runs/made/artifacts/manifest");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(api.bytes("/runs/made/artifacts/..%2Fdigests.key").statusCode()).isNotEqualTo(200);
    assertThat(api.get("/runs/made/artifacts/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void curvesAreTheStoredOnesAndEmptyBefore() throws Exception {
    JsonNode loss = Api.json(api.get("/runs/made/loss"));
    assertThat(loss.toString()).isEqualTo(CURVE);
    assertThat(Api.json(api.get("/runs/made/shares")).path("conv1.weight").asDouble())
        .isEqualTo(0.5);

    desk.start(SampleRuns.unlearn("new"), FakeDesk.trigger("lethe_unlearn"));
    assertThat(Api.json(api.get("/runs/new/loss")).path("loss")).isEmpty();
    assertThat(Api.json(api.get("/runs/new/shares"))).isEmpty();
  }

  /** As a gateway finds them whose buckets do not reach the released copies. */
  @Test
  void whatIsReleasedElsewhereIsShownThereAndReadWhereItWasMade() throws Exception {
    desk.end("made", RunState.PUBLISHED);

    JsonNode listed = Api.json(api.get("/runs/made/artifacts"));
    assertThat(listed.findValuesAsText("key")).contains("s3://lethe/weights/made.safetensors");
    assertThat(api.bytes("/runs/made/artifacts/unlearned").body()).isEqualTo(weights);
  }

  @Test
  void whereOnlyTheReleasedCopyIsLeftItIsRead() throws Exception {
    desk.end("made", RunState.PUBLISHED);
    desk.store().delete(Location.parse("s3://lethe/artifacts/weights"));
    desk.store().put(Location.parse("s3://lethe/weights/made.safetensors"), weights);

    assertThat(api.bytes("/runs/made/artifacts/unlearned").body()).isEqualTo(weights);
  }

  @Test
  void anObjectThatIsGoneIsNotFound() throws Exception {
    desk.store().delete(Location.parse("s3://lethe/artifacts/curve"));
    HttpResponse<String> answer = api.get("/runs/made/loss");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Api.json(answer).path("detail").asText()).contains("gone");
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
  }
}
