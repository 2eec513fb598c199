"""JSON Schemas (2020-12) of documents as they are written, made of the tables that the checker reads by.

A schema says less than the checker: what depends on other parts of a file, or of the house, only the checker knows.
Every legal document satisfies its schema; that is a law of the tests.
"""
