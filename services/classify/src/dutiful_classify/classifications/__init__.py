"""Answering: a product is looked up in what people decided, else assessed by the model, and the answer is kept."""
