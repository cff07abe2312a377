/**
 * What a person asks for: immutable records, the JSON Schema they follow, and the reader that turns
 * YAML or JSON into a request or into a list of problems.
 */
package io.lethe.workflows.request;
