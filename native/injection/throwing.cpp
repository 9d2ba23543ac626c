// Throws a class of any name. Its type is made while the worker runs: a name, and std::runtime_error as the base, which is all that a handler asks for.
#include "injection.h"
#include <cxxabi.h>
#include <stdexcept>
#include <string>

namespace
{
    std::string type_name, what_text;

    void destroy(void *thrown)
    {
        static_cast<std::runtime_error *>(thrown)->~runtime_error();
    }
}

void injection_keep_exception(const char *type, const char *what)
{
    type_name = type;
    what_text = what;
}

void injection_throws(void)
{
    // Both live as long as the worker: an exception may outlast its call.
    auto *name = new std::string(type_name);
    auto *base = dynamic_cast<const abi::__class_type_info *>(&typeid(std::runtime_error));
    auto *type = new abi::__si_class_type_info(name->c_str(), base);
    void *thrown = abi::__cxa_allocate_exception(sizeof(std::runtime_error));
    new (thrown) std::runtime_error(what_text);
    abi::__cxa_throw(thrown, type, destroy);
}
