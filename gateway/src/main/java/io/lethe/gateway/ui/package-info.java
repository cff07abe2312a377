/** The web UI: static pages that live on {@code /api/lethe/v1}. */
package io.lethe.gateway.ui;
