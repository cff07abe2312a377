/** TorchScript archives, read and written without running anything that is in them. */
package io.lethe.formats.torchscript;
