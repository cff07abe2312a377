package io.lethe.formats;

import java.nio.ByteBuffer;

/**
 * Recognises PyTorch checkpoints by their first bytes and refuses them, because unpickling one runs
 * whatever code it holds.
 */
final class Pickles {
  /** First byte of a pickle of protocol 2 or later: the PROTO opcode. */
  private static final int PROTO = 0x80;

  private static final int HIGHEST_PROTOCOL = 5;

  private Pickles() {}

  /**
   * Checks the first bytes of a file.
   *
   * <p>A safetensors file whose header is 640 bytes long begins like a pickle of protocol 2, so the
   * brace that opens every safetensors header, at byte 8, decides.
   *
   * @param start the first 9 bytes, or 8 if there are no more; its position is not moved
   * @throws MalformedFileException if they are those of a ZIP archive or a pickle
   */
  static void refuse(ByteBuffer start) {
    boolean zip = start.get(0) == 'P' && start.get(1) == 'K' && start.get(2) < 9;
    int protocol = start.get(1);
    boolean pickle =
        Byte.toUnsignedInt(start.get(0)) == PROTO && protocol >= 2 && protocol <= HIGHEST_PROTOCOL;
    boolean header = start.remaining() > 8 && start.get(8) == '{';
    if ((zip || pickle) && !header) {
      throw new MalformedFileException(
          """
          this is a PyTorch %s checkpoint (.pth, .th, .ckpt), not safetensors: loading one runs code, so Lethe does not. Convert it where you trust it:
            import torch; from safetensors.torch import save_file
            save_file(torch.load("model.pth", map_location="cpu", weights_only=True), "model.safetensors")"""
              .formatted(zip ? "ZIP" : "pickle"));
    }
  }
}
