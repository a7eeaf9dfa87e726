"""KPIs in the contract's shapes and as files. Pure."""
