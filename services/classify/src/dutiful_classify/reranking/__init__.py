"""A second opinion from a language model that the operator runs or rents; off unless it is configured."""

from dutiful_classify.reranking.reranker import Reranker

__all__ = ["Reranker"]
