"""A house whose processes, servers and lines are killed, stopped and cut while it works, and what judges it.

`plan` says what is to go wrong, drawn from a seed; `ground` lays out journal, servers, settings and the world;
`forking` is the parent of our processes, each of which carries a `fuse`; `campaign` has it all happen; `oracle`
compares the journal with what the world counted; `dump` writes down how everything stands when something is wrong.
"""
