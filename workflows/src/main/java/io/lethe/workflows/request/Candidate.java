package io.lethe.workflows.request;

import java.util.Map;

/**
 * One point of a grid.
 *
 * @param parameters what it sets, by path within the method; empty where nothing is searched
 * @param method the method with these
 */
public record Candidate(Map<String, Object> parameters, MethodSpec method) {}
