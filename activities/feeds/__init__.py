"""Feeds: files of rows in five formats, packed or not, read as a stream and within bounds."""
