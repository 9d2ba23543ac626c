/* Exceptions that arrive at the gate: the personality routine that stops them there, and what they have to say.
   The worker does not link libstdc++. Everything is looked up in the module that the exception's own clean-up routine lies
   in, which is the copy of libstdc++ that threw it: also one loaded RTLD_LOCAL, or linked into the library itself.
   Sources: Itanium C++ ABI, exception handling (the two phases, the class, begin and end of a catch);
   libstdc++ <typeinfo> and unwind-cxx.h (virtual functions of type_info, place of exceptionType). */
#define _GNU_SOURCE
#include "gate.h"
#include "image_offsets.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

#define GNU_CPP_CLASS      0x474E5543432B2B00ull   /* "GNUCC++\0"; last byte 1 for a rethrown exception_ptr */
#define EXCEPTION_TYPE_AT  (-80)                   /* __cxa_exception.exceptionType, from the unwind header in it */
#define TYPE_INFO_DO_CATCH 4                       /* virtual functions: two destructors, __is_pointer_p, __is_function_p, __do_catch */
#define EXCEPTION_WHAT     2                       /* two destructors, what */
#define RAX_REGISTER 0                             /* DWARF numbers */
#define RDX_REGISTER 1

__attribute__((visibility("hidden")))
_Unwind_Reason_Code ffi_gate_personality(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                         struct _Unwind_Exception *exception, struct _Unwind_Context *context);

_Unwind_Reason_Code ffi_gate_personality(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                         struct _Unwind_Exception *exception, struct _Unwind_Context *context)
{
    if (version != 1)
        return _URC_FATAL_PHASE1_ERROR;
    if (actions & _UA_SEARCH_PHASE)
        return _URC_HANDLER_FOUND;
    uint64_t ending = actions & _UA_FORCE_UNWIND       ? GATE_FORCED_UNWIND
                    : (class & ~0xFFull) == GNU_CPP_CLASS ? GATE_CPP_EXCEPTION
                                                          : GATE_FOREIGN_EXCEPTION;
    _Unwind_SetGR(context, RAX_REGISTER, (uintptr_t)exception);
    _Unwind_SetGR(context, RDX_REGISTER, ending);
    _Unwind_SetIP(context, (_Unwind_Ptr)_Unwind_GetLanguageSpecificData(context));    /* the gate's landing: see call_gate.inc */
    return _URC_INSTALL_CONTEXT;
}

/* std::type_info, as far as it concerns us. */
struct type_info {
    void *const *virtual_functions;
    const char *name;
};

struct cpp_runtime {
    void *(*begin_catch)(void *exception);
    void (*end_catch)(void);
    const struct type_info *(*current_type)(void);
    void (*current_exception)(void **pointer);            /* std::current_exception() returns through a hidden pointer */
    void (*release_exception)(void **pointer);            /* ~exception_ptr() */
    char *(*demangle)(const char *name, char *buffer, size_t *length, int *status);
    const struct type_info *standard_exception;           /* typeid(std::exception) */
};

static void *module_of(const void *code)
{
    Dl_info info;
    if (code == NULL || dladdr(code, &info) == 0 || info.dli_fname == NULL)
        return NULL;
    return dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
}

static void *symbol(void *module, const char *name)
{
    void *address = module != NULL ? dlsym(module, name) : NULL;
    return address != NULL ? address : dlsym(RTLD_DEFAULT, name);
}

static struct cpp_runtime runtime_of(void *module)
{
    struct cpp_runtime runtime;
    *(void **)&runtime.begin_catch = symbol(module, "__cxa_begin_catch");
    *(void **)&runtime.end_catch = symbol(module, "__cxa_end_catch");
    *(void **)&runtime.current_type = symbol(module, "__cxa_current_exception_type");
    *(void **)&runtime.current_exception = symbol(module, "_ZSt17current_exceptionv");
    *(void **)&runtime.release_exception = symbol(module, "_ZNSt15__exception_ptr13exception_ptrD1Ev");
    *(void **)&runtime.demangle = symbol(module, "__cxa_demangle");
    runtime.standard_exception = symbol(module, "_ZTISt9exception");
    return runtime;
}

/* Appends to the text at the image's fetch area; what does not fit is cut. */
static void append(struct ffi_image *image, uint8_t *window, const char *text, size_t length)
{
    uint64_t room = image->fetch_limit - image->fetch_length;
    uint64_t taken = length < room ? length : room;
    memcpy(window + image->fetch_offset + image->fetch_length, text, taken);
    image->fetch_length += taken;
}

static void append_type(struct ffi_image *image, uint8_t *window, const struct cpp_runtime *runtime, const struct type_info *type)
{
    if (type == NULL) {
        append(image, window, "unknown type", strlen("unknown type"));
        return;
    }
    const char *name = type->name + (type->name[0] == '*');   /* a leading star marks a type compared by address */
    int status = -1;
    char *readable = runtime->demangle != NULL ? runtime->demangle(name, NULL, NULL, &status) : NULL;
    const char *shown = status == 0 && readable != NULL ? readable : name;
    append(image, window, shown, strlen(shown));
    free(readable);
}

/* The object as a std::exception, NULL where it is none. Asks typeid(std::exception), as a catch clause would. */
static void *as_standard_exception(const struct cpp_runtime *runtime, const struct type_info *type, void *object)
{
    if (runtime->standard_exception == NULL || type == NULL || object == NULL)
        return NULL;
    bool (*do_catch)(const struct type_info *self, const struct type_info *thrown, void **object, unsigned outer);
    *(void **)&do_catch = runtime->standard_exception->virtual_functions[TYPE_INFO_DO_CATCH];
    return do_catch(runtime->standard_exception, type, &object, 1) ? object : NULL;
}

static void append_what(struct ffi_image *image, uint8_t *window, const struct cpp_runtime *runtime, const struct type_info *type)
{
    if (runtime->current_exception == NULL || runtime->release_exception == NULL)
        return;
    void *pointer = NULL;
    runtime->current_exception(&pointer);    /* also right for a rethrown exception_ptr, whose header holds another object */
    void *standard = as_standard_exception(runtime, type, pointer);
    if (standard != NULL) {
        const char *(*what)(const void *self);
        *(void **)&what = (*(void *const **)standard)[EXCEPTION_WHAT];
        const char *text = what(standard);
        if (text != NULL) {
            append(image, window, "", 1);
            append(image, window, text, strlen(text));
        }
    }
    runtime->release_exception(&pointer);
}

/* A copy of libstdc++ whose symbols are hidden inside the library: the type can still be read from the header. Without
   begin and end of a catch its count of uncaught exceptions stays wrong; its memory is freed. */
static void describe_hidden(struct ffi_image *image, uint8_t *window, const struct cpp_runtime *runtime,
                            struct _Unwind_Exception *exception)
{
    const struct type_info *type = NULL;
    if (exception->exception_class == GNU_CPP_CLASS)
        memcpy(&type, (const uint8_t *)exception + EXCEPTION_TYPE_AT, sizeof(void *));
    append_type(image, window, runtime, type);
    _Unwind_DeleteException(exception);
}

void ffi_describe_exception(struct ffi_image *image, bool is_cpp, uint8_t *window)
{
    struct _Unwind_Exception *exception = (struct _Unwind_Exception *)(uintptr_t)image->exception;
    if (!is_cpp) {
        append(image, window, "foreign exception", strlen("foreign exception"));
        _Unwind_DeleteException(exception);
        return;
    }
    void *cleanup;
    memcpy(&cleanup, &exception->exception_cleanup, sizeof cleanup);
    void *module = module_of(cleanup);
    /* A hidden runtime must not be mixed with another copy: only symbols of the module that threw may catch. */
    struct cpp_runtime runtime = runtime_of(module);
    if (module == NULL || dlsym(module, "__cxa_begin_catch") == NULL || runtime.end_catch == NULL || runtime.current_type == NULL) {
        describe_hidden(image, window, &runtime, exception);
    } else {
        runtime.begin_catch(exception);      /* else std::uncaught_exceptions() grows with every call */
        const struct type_info *type = runtime.current_type();
        append_type(image, window, &runtime, type);
        append_what(image, window, &runtime, type);
        runtime.end_catch();
    }
    if (module != NULL)
        dlclose(module);
}
