"""Five agents, one file each: its prompt and the shape of its answer."""
