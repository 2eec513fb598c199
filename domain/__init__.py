"""What a service manager would argue about: pure, without clock, I/O or chance."""
