package io.lethe.workflows.contract;

/**
 * A person's word: input of the updates approve, reject and cancel.
 *
 * @param by who says so
 * @param reason why
 */
public record Decision(String by, String reason) {}
