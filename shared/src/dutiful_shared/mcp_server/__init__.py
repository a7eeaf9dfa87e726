"""`dutiful mcp`: quotes, codes and explanations as tools of the Model Context Protocol. Needs `dutiful-shared[mcp]`."""
