"""The processes: settings, logging, composition of a worker."""
