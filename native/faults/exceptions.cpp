// C++ exceptions: those that a gate can catch, and those that end the process.
#include "faults.h"
#include <exception>
#include <pthread.h>
#include <stdexcept>
#include <string>

namespace faults
{
    static int live;

    // Counts itself, so that a test can see destructors run while an exception passes.
    struct Witness
    {
        Witness() { live++; }
        ~Witness() { live--; }
    };

    struct Custom
    {
        int code = 7;
    };

    class OutOfCheese : public std::exception
    {
    public:
        const char *what() const noexcept override { return "out of cheese"; }
    };

    // A C++ function that is not extern "C": only its mangled name can be found.
    double area(double width, double height) { return width * height; }

    [[noreturn]] static void throw_text(const std::string &text) { throw std::runtime_error(text); }

    static int not_supposed_to_throw() noexcept
    {
        throw_text("thrown through noexcept");
    }

    struct Shape
    {
        Shape() { measure(); }
        virtual ~Shape() = default;
        virtual int size() = 0;
        int measure() { return size(); } // called by the constructor: the derived class is not there yet
    };

    struct Square : Shape
    {
        int size() override { return 1; }
    };

    static void *throw_here(void *)
    {
        throw std::runtime_error("thrown on a thread of the library");
    }
}

using namespace faults;

int cpp_throw_runtime_error(const char *message)
{
    Witness witness;
    throw_text(message);
}

int cpp_throw_int(int value)
{
    Witness witness;
    throw value;
}

int cpp_throw_custom(void)
{
    Witness witness;
    throw Custom();
}

int cpp_throw_derived(void)
{
    Witness witness;
    throw OutOfCheese();
}

int cpp_throw_through_noexcept(void) { return not_supposed_to_throw(); }

int cpp_pure_virtual(void)
{
    Square square;
    return square.size();
}

int cpp_throw_on_own_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, nullptr, throw_here, nullptr) != 0)
        return -1;
    return pthread_join(thread, nullptr);
}

int cpp_catches_its_own(int value)
{
    try {
        return cpp_throw_int(value);
    } catch (int caught) {
        return caught + 1;
    }
}

int cpp_live_objects(void) { return live; }
