# SPDX-License-Identifier: Apache-2.0
"""A campaign's life: its transitions, goal, times, limits, repeats and requeues."""
