/** How the edge (command line, gateway) starts, follows and steers runs. */
package io.lethe.workflows.client;
