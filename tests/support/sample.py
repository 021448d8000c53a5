# SPDX-License-Identifier: Apache-2.0
"""The sample list: contacts as a CRM sends them, good and bad. The same list every time."""
import random

FIRST = ["Jan", "Petr", "Eva", "Jana", "Tomáš", "Lucie", "Martin", "Hana", "Jiří", "Tereza", "Ondřej", "Alena"]
LAST = ["Novák", "Svoboda", "Dvořák", "Černý", "Procházka", "Kučera", "Veselý", "Horák", "Němec", "Pokorný"]
CITIES = ["Praha", "Brno", "Ostrava", "Plzeň", "Liberec", "Olomouc"]
# Mobile prefixes in use; the rest of the number is ours.
PREFIXES = ["601", "602", "603", "604", "605", "606", "607", "608", "720", "721", "722", "723", "724", "725",
            "728", "731", "732", "736", "739", "770", "773", "775", "776", "777"]
# The last two digits choose what the simulated client does (docs: the simulated exchange), with shares in percent.
BEHAVIOURS = [("00", 15), ("01", 28), ("02", 9), ("03", 8), ("04", 13), ("05", 6), ("06", 3), ("07", 2), ("08", 4),
              ("09", 1), ("10", 6), ("11", 5)]
INVALID = ["", "77712O456", "volat po 16h", "+420 777", "12", "777-123-45x", "+420 777 123 4567 89", "kancelář",
           "00420", "+999 123 456 789"]


class Sample:
    """contacts: bodies for the API. The sets say what the list was made to hold."""

    def __init__(self, valid=1000, invalid=50, duplicate_numbers=40, duplicate_ids=20, blacklisted=40, seed=1):
        self.random = random.Random(seed)
        self.contacts = []
        self.blacklist = []
        self.invalid_ids = set()
        self.duplicate_number_ids = set()
        self.duplicate_ids = 0
        self.blacklisted_ids = set()
        self._numbers = set()
        for _ in range(valid):
            self._add(self._number())
        originals = list(self.contacts)
        for _ in range(blacklisted):
            number = self._number()
            self.blacklist.append(number)
            self.blacklisted_ids.add(self._add(self._spelled(number)))
        for position in range(invalid):
            self.invalid_ids.add(self._add(INVALID[position % len(INVALID)]))
        for original in self.random.sample(originals, duplicate_numbers):
            # The same number, written another way: still a duplicate.
            self.duplicate_number_ids.add(self._add(self._spelled(original["phone"])))
        for original in self.random.sample(originals, duplicate_ids):
            self.duplicate_ids += 1
            self.contacts.append({**self._person(self._number()), "externalId": original["externalId"]})

    def _number(self):
        while True:
            digits = self.random.choices([d for d, _ in BEHAVIOURS], [w for _, w in BEHAVIOURS])[0]
            number = f"+420{self.random.choice(PREFIXES)}{self.random.randrange(10000):04d}{digits}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _spelled(self, number):
        """As people write it: with spaces, with 00, or national."""
        national = number[4:]
        return self.random.choice([
            f"+420 {national[:3]} {national[3:6]} {national[6:]}",
            f"00420{national}",
            f"{national[:3]} {national[3:6]} {national[6:]}",
            f"{national[:3]}-{national[3:6]}-{national[6:]}",
        ])

    def _person(self, phone):
        return {
            "phone": phone,
            "name": f"{self.random.choice(FIRST)} {self.random.choice(LAST)}",
            "attributes": {"city": self.random.choice(CITIES), "language": "cs"},
        }

    def _add(self, phone):
        external = f"crm-{len(self.contacts) + 1:05d}"
        self.contacts.append({**self._person(phone), "externalId": external})
        return external

    def batches(self, rows=1000):
        """The list in pieces that fit one batchCreate."""
        for start in range(0, len(self.contacts), rows):
            yield self.contacts[start:start + rows]
