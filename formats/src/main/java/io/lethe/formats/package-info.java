/** File formats: safetensors, mask bits, training manifests and canonical JSON. */
package io.lethe.formats;
