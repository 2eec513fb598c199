"""The picture of a playbook as SVG: our own layout, no scripts, no styles, nothing from elsewhere."""
