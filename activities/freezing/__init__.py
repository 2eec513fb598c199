"""Freezing a calendar: public holidays and changes of a clock are looked up once, and then stand in a document.

The library `holidays` knows the days, the package `tzdata` the clocks; both change from release to release, which is
why their answers are frozen and the releases named beside them. Nothing else asks them.
"""

from activities.freezing.order import NO_PLACE, Order, freeze

__all__ = ["NO_PLACE", "Order", "freeze"]
