"""Another provider's answer beside ours, judged by the carrier's invoice. Pure."""
