"""Finds every declaration in this folder: a file is a database."""

import pkgutil
from importlib import import_module

import comity.databases as folder

# What stands in this folder and declares nothing.
NOT_DECLARATIONS = {"apps", "models", "migrations", "un_list"}

for module in pkgutil.iter_modules(folder.__path__):
    if module.name not in NOT_DECLARATIONS and not module.name.startswith("un_"):
        import_module(f"comity.databases.{module.name}")
