"""The official lists: a streaming reader for each publication. The project carries no list; operators load them."""
