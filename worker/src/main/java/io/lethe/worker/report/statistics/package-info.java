/** The arithmetic of a report: means, deviations, gaps and intervals over trials. */
package io.lethe.worker.report.statistics;
