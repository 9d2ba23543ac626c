// Throws everything that can be thrown; the gate has to make words of it.
#include <exception>
#include <stdexcept>
#include <string>

namespace shapes {
struct Square { int side; };                                   // no std::exception
struct Broken : std::runtime_error {                           // derived, with its own words
    Broken() : std::runtime_error("base words") { }
    const char *what() const noexcept override { return "broken shape"; }
};
struct Side { virtual ~Side() = default; int padding[10] = {}; };
struct Offset : Side, std::logic_error {                       // std::exception is not at the object's start
    Offset() : std::logic_error("second base") { }
};
struct Virtual : virtual std::exception {
    const char *what() const noexcept override { return "virtual base"; }
};
}

static int destroyed;
struct Counted { ~Counted() { destroyed++; } };
static int alive;
struct Alive { Alive() { alive++; } Alive(const Alive &) { alive++; } ~Alive() { alive--; } };

static void throw_out(const char *words) { throw std::runtime_error(words); }

extern "C" {
void throw_runtime_error() { Counted counted; throw std::runtime_error("boom from c++"); }
void throw_int() { throw 42; }
void throw_text() { throw "text"; }
void throw_square() { throw shapes::Square{ 3 }; }
void throw_broken() { throw shapes::Broken(); }
void throw_offset() { throw shapes::Offset(); }
void throw_virtual() { throw shapes::Virtual(); }
void throw_pointer() { static std::runtime_error error("pointed at"); throw &error; }
void throw_long_text() { throw std::runtime_error(std::string(5000, 'x')); }
void throw_again()
{
    std::exception_ptr kept;
    try { throw shapes::Broken(); } catch (...) { kept = std::current_exception(); }
    std::rethrow_exception(kept);
}
void throw_across_noexcept() noexcept { throw_out("must not pass"); }
void throw_alive() { throw Alive(); }
int count_alive() { return alive; }
int count_destroyed() { return destroyed; }
int count_uncaught() { return std::uncaught_exceptions(); }
}

extern "C" int throw_if_negative(int value)
{
    if (value < 0)
        throw value;
    return value;
}

extern "C" void write_and_throw(char *at, long from, long to)
{
    for (long i = from; i < to; i++)
        ((volatile char *)at)[i] = 'W';
    throw std::runtime_error("after all that");
}
