# SPDX-License-Identifier: Apache-2.0
"""A list of over a thousand contacts through all three modes, until every state was reached."""
