"""The shipped model: its files, and how they become a classifier."""

from dutiful_classify.model.loading import Model, load

__all__ = ["Model", "load"]
