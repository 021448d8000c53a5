# SPDX-License-Identifier: Apache-2.0
"""What an operator does: the offer and its long poll, the six actions, states of the operator, routing."""
