/** A report as Markdown, LaTeX, HTML and CSV. */
package io.lethe.worker.report.render;
