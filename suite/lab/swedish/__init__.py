"""The words of JupyterLab in Swedish, ``jupyterlab.json``: there is no language pack for Swedish to depend on.

JupyterLab finds the folder by the entry point ``sv_SE`` of pyproject.toml. A word that is missing here stands in
English.
"""
