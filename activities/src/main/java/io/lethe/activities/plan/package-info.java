/** A request held against real data and a real model. */
package io.lethe.activities.plan;
