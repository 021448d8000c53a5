# SPDX-License-Identifier: Apache-2.0
"""What the black-box tests share: a database, a server, a client that checks every answer."""
