"""The use case: a request becomes consignments, the engine assesses them, the answer is written and journalled."""
