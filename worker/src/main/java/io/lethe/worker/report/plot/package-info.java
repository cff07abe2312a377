/** The plots of a report as PNG images. */
package io.lethe.worker.report.plot;
