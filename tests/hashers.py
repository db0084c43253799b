"""Argon2 at its least cost: tests sign in by the hundred."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The production hasher, with the smallest parameters it takes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
