/**
 * The part of Apache Airflow's stable REST API v2 that Lethe answers: workflows as DAGs, runs as
 * dag runs, stages as task instances. {@code openapi-airflow.json} says what it takes and gives;
 * requests are held against it.
 */
package io.lethe.gateway.airflow;
