/**
 * What workflows, activities and clients agree on: references, stage results, run records,
 * failures, queues and options. No behaviour beyond tables.
 */
package io.lethe.workflows.contract;
