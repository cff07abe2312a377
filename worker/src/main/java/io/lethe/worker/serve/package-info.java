/**
 * Lethe behind the gateway: {@link io.lethe.worker.serve.SessionDesk} is the desk, {@link
 * io.lethe.worker.serve.GatewayServer} puts the parts together.
 */
package io.lethe.worker.serve;
