/** How values get into workflow history, and what is kept out of it. */
package io.lethe.workflows.payload;
