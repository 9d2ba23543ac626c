/* dlopen and, in the same crossing, what dlerror says: the next dl call on this thread would clear it, and the runtime makes some of its own. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

__attribute__((visibility("default"))) void *ffi_open_library(const char *file, int flags, char *error, size_t error_size);

void *ffi_open_library(const char *file, int flags, char *error, size_t error_size)
{
    dlerror();
    void *library = dlopen(file, flags);
    const char *reason = library == NULL ? dlerror() : NULL;
    if (reason != NULL && error_size > 0) {
        size_t length = strnlen(reason, error_size - 1);
        memcpy(error, reason, length);
        error[length] = '\0';
    }
    return library;
}
