"""Builds every object once, by keyword; opens in order and closes in the opposite one. The only room that knows all."""

from autheid.assemble.person import PersonCases, person_cases
from autheid.assemble.service import Service, assembled, worker_figures
from autheid.assemble.stores import Stores, copy_store, open_stores, secret_of

__all__ = [
    "PersonCases",
    "Service",
    "Stores",
    "assembled",
    "copy_store",
    "open_stores",
    "person_cases",
    "secret_of",
    "worker_figures",
]
