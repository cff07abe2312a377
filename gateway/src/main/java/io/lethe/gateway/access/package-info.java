/**
 * Who may do what over HTTP: users, tokens, roles, and the rules that keep foreign web pages out.
 *
 * <p>{@link io.lethe.gateway.access.AccessControl} enforces everything in one place; routes only
 * name the role they ask for.
 */
package io.lethe.gateway.access;
