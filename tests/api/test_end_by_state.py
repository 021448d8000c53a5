# SPDX-License-Identifier: Apache-2.0
"""Deleting, cancelling, blacklisting, campaign cancel and pause in every state: the tabled answer, and no call afterwards."""
