"""The demonstration: fictional firms, their failures, and what is told of them."""
