"""Words for answers to customs, in the language of the authority. The texts are data, in our own words."""
