"""JupyterLab as a controller meets it: the start page, in Swedish, and nothing that asks."""
