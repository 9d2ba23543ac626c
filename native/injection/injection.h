/* What FfiIsolation.Testing has called in the place of a function, with that function's arguments. It is kept first what to do, by a call right
   before, in the same worker and on the same thread. The crashes come from native/faults. */
#ifndef INJECTION_H
#define INJECTION_H

/* A call list is told what to do in each of its calls before the first is made: what is kept, is kept for the place of a call in its list, 0 for any
   other. What is called for a place lies PLACE_BYTES behind what is called for the one before. */
#define PLACES 1024
#define PLACE_BYTES 16

#ifndef __ASSEMBLER__
#ifdef __cplusplus
extern "C" {
#endif

/* waiting.c, stand_ins.S */
void injection_keep_wait(void *function, long milliseconds, int place); /* what to wait, and for which function */
void injection_waits(void);                                  /* waits, and goes on to that function */

/* stand_ins.S */
void injection_keep_word(void);                              /* keeps its first argument, an integer or a pointer, for the place that is the second */
void injection_keep_number(void);                            /* keeps its first argument, a float or a double, for the place that is the second */
void injection_returns_word(void);                           /* returns what was kept, of 8 bytes */
void injection_returns_half(void);                           /* the same of at most 4 bytes */
void injection_returns_number(void);                         /* the same for a float or a double */

/* throwing.cpp, stand_ins.S */
void injection_keep_exception(const char *type, const char *what, int place); /* the mangled name of a class, and what its what() says */
void injection_throws(void);                                 /* throws an object of that class, which is derived from std::exception */

/* losing.c */
void injection_loses_worker(void);                           /* becomes another program, which closes the worker's pipe and knows nothing of calls */

/* For stand_ins.S. */
__attribute__((visibility("hidden"))) void *injection_wait(unsigned int place);
__attribute__((visibility("hidden"))) void injection_throw(unsigned int place);

#ifdef __cplusplus
}
#endif
#endif
#endif
