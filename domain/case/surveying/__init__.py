"""Rules of the survey, by subject: what of a case happens by itself, and when; due.py asks them one after the other."""
