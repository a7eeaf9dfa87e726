"""Files of official publications, which nobody has checked: bounded readers, and what is wrong with a file."""
