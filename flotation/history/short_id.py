"""Short ids that can be read out on the telephone, for links and sentences."""

import secrets

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that looks like another
LENGTH = 10


def new_id():
    """A new id; among a million, two are alike with a chance of 1 in 1000."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
