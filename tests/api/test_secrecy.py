# SPDX-License-Identifier: Apache-2.0
"""Promise S4: no secret and no full telephone number in a log or an error."""
import re

import pytest

NUMBER = "+420731987654"


@pytest.mark.parametrize("written", [NUMBER, NUMBER.replace("+", "%2B"), NUMBER.replace("+", "%2b")])
def test_a_problem_about_a_number_names_only_its_last_digits(api, written):
    problem = api.get(f"/v1/blacklist/{written}", 404).json
    assert problem["instance"].endswith("54")
    assert "7319" not in str(problem)


def test_neither_numbers_nor_secrets_nor_tokens_are_logged(api, server, credentials):
    client_id, secret = credentials
    api.put(f"/v1/blacklist/{NUMBER}", {"reason": "asked"})
    api.get("/v1/contacts", 200, params={"phone": NUMBER})
    api.post("/v1/blacklist:check", {"numbers": [NUMBER]}, 200)
    server.wait_event("http.access", op="blacklistCheck")
    text = server.text()
    assert "http.access" in text
    assert NUMBER[1:] not in text and not re.search(r"\+\d{9,}", text)
    assert secret not in text and api.token not in text
    assert client_id in text  # who it was is said
