/* Signals that a library sends to its own process. */
#include "faults.h"
#include <signal.h>
#include <unistd.h>

int raise_signal(int number) { return raise(number); }

void kill_self(void) { kill(getpid(), SIGKILL); }

void terminate_self(void) { kill(getpid(), SIGTERM); }

void stop_self(void) { kill(getpid(), SIGSTOP); }
