/** What nobody refers to any more: found, and removed. */
package io.lethe.activities.gc;
