"""The command line: thin commands over the engine's door, or over the journal where no engine runs."""
