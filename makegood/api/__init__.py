"""The way in over HTTP: partners' programs take, begin and report jobs."""
