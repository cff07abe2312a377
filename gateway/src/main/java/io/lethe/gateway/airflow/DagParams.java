package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RequestSchema;
import io.lethe.workflows.request.RunRequest;
import io.lethe.workflows.request.SchemaCheck;
import java.util.List;
import java.util.Map;

/** Parameters of DAGs: what a run's conf may say, as JSON Schema. */
final class DagParams {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Parameters of the demo, by where they stand in its request. */
  private static final Map<String, String> DEMO =
      Map.of(
          "epochs", "/method/epochs",
          "learningRate", "/method/learningRate",
          "maskFraction", "/method/mask/fraction",
          "seed", "/seed");

  private static final ObjectNode DEMO_SCHEMA =
      (ObjectNode) ApiDocument.resource("/io/lethe/gateway/airflow/demo-params.json");

  private DagParams() {}

  /** By name: default, schema and description, as Airflow tells it. */
  static ObjectNode of(Dag dag) {
    JsonNode schema = dag == Dag.DEMO ? DEMO_SCHEMA : RequestSchema.of(dag.kind());
    ObjectNode params = NODES.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(p -> params.set(p.getKey(), param(p.getValue())));
    return params;
  }

  private static ObjectNode param(JsonNode schema) {
    ObjectNode param = NODES.objectNode();
    JsonNode standard = schema.has("default") ? schema.get("default") : schema.get("const");
    param.set("value", standard);
    param.set("schema", schema);
    param.set("description", schema.get("description"));
    return param.putNull("source");
  }

  /** The demo with other values. */
  static RunRequest demo(RunRequest standard, ObjectNode conf) {
    List<Problem> problems = new SchemaCheck(DEMO_SCHEMA).problems(conf);
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
    ObjectNode request = RequestFormat.tree(standard);
    conf.properties()
        .forEach(
            param -> {
              String path = DEMO.get(param.getKey());
              int last = path.lastIndexOf('/');
              ((ObjectNode) request.at(path.substring(0, last)))
                  .set(path.substring(last + 1), param.getValue());
            });
    return RequestReader.readRun(request.toString());
  }
}
