/** Webhooks in the form of Standard Webhooks: signed, sent where the worker's operator allows. */
package io.lethe.activities.webhook;
