// SPDX-License-Identifier: Apache-2.0
/* SIGTERM and SIGINT as a descriptor. Open before any thread is made: threads inherit the mask. */
#ifndef NV_MAIN_SIGNALS_H
#define NV_MAIN_SIGNALS_H

/* Readable after SIGTERM or SIGINT; SIGHUP and SIGPIPE are ignored from now on. -1: cannot be had. */
int nv_signals_open(void);
/* The number of the signal that came; from now on a second one ends the process at once. */
int nv_signals_take(int fd);
void nv_signals_close(int fd);

#endif
