/** Object store port, MinIO adapter, content addressing and compare-and-set. */
package io.lethe.store;
