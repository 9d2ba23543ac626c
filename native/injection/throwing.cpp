// Throws a class of any name. Its type is made while the worker runs: a name, and std::runtime_error as the base, which is all that a handler asks for.
#include "injection.h"
#include <cxxabi.h>
#include <stdexcept>
#include <string>

namespace
{
    struct kept
    {
        std::string type, what;
    };
    kept kept_for[PLACES];

    void destroy(void *thrown)
    {
        static_cast<std::runtime_error *>(thrown)->~runtime_error();
    }
}

void injection_keep_exception(const char *type, const char *what, int place)
{
    kept_for[place % PLACES] = { type, what };
}

void injection_throw(unsigned int place)
{
    const kept &kept = kept_for[place];

    // Both live as long as the worker: an exception may outlast its call.
    auto *name = new std::string(kept.type);
    auto *base = dynamic_cast<const abi::__class_type_info *>(&typeid(std::runtime_error));
    auto *type = new abi::__si_class_type_info(name->c_str(), base);
    void *thrown = abi::__cxa_allocate_exception(sizeof(std::runtime_error));
    new (thrown) std::runtime_error(kept.what);
    abi::__cxa_throw(thrown, type, destroy);
}
