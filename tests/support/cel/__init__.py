"""Expressions drawn by kind, written in our language and in Google's CEL, and put to both evaluators."""
