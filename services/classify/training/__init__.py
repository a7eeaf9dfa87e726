"""Makes the model that `dutiful_classify` ships: corpus, encoder, ranker, calibration, figures, card."""
