package io.lethe.workflows.request;

/**
 * The saliency mask m_S (spec/classification 6).
 *
 * @param fraction share of weights that may change, in (0, 1]
 * @param score {@code abs-of-sum} or {@code sum-of-abs}
 * @param mode {@code eval} or {@code train}: how batch normalisation behaves meanwhile
 * @param weighting {@code batch} (as the reference) or {@code size} (the true mean gradient)
 * @param update {@code hard-freeze} or {@code gradient-only}
 */
public record MaskSpec(
    double fraction, String score, String mode, String weighting, String update) {}
