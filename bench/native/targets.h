// The functions of targets.c, for rows that hold declarations against a header. What it includes makes it as large to read as a small library's header is.
#pragma once

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/// Touches the first and the last byte: what a buffer costs on its way, without what a function does with it.
void bench_touch(unsigned char *data, size_t size);

/// Reads a byte of each: what it costs to see that they are left as they were.
int bench_read(const unsigned char *a, const unsigned char *b, const unsigned char *c, const unsigned char *d);

/// Calls back so many times: what a callback costs, without the call that it is made in.
long bench_call_back(int (*callback)(int value), int times);

/// Allocates and frees so many times: what the heap costs, without the call that it is used in.
void bench_allocate(int times);

/// Writes through a null pointer.
void bench_crash(void);
