"""Where tariffs come from: publications are read into facts, facts loaded as immutable releases, releases looked up."""
