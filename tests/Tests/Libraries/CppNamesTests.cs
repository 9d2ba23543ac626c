using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Libraries;

public sealed class CppNamesTests
{
    [Theory]
    [InlineData("_Z1fv", "f()")]
    [InlineData("_Z1fi", "f(int)")]
    [InlineData("_ZN6faults4areaEdd", "faults::area(double, double)")]
    [InlineData("_Z3fooPKcRKiOd", "foo(char const*, int const&, double&&)")]
    [InlineData("_ZN1AC1Ev", "A::A()")]
    [InlineData("_ZN1AD0Ev", "A::~A()")]
    [InlineData("_ZNK1A3getEv", "A::get() const")]
    [InlineData("_ZN1AplERKS_", "A::operator+(A const&)")]
    [InlineData("_ZSt9terminatev", "std::terminate()")]
    [InlineData("_ZNSt6vectorIiSaIiEE9push_backERKi", "std::vector<int, std::allocator<int> >::push_back(int const&)")]
    [InlineData("_Z3maxIiET_S0_S0_", "int max<int>(int, int)")]
    [InlineData("_Z4callPFivEPvS1_", "call(int (*)(), void*, void*)")]
    [InlineData("_ZN12_GLOBAL__N_13runEv", "(anonymous namespace)::run()")]
    [InlineData("_ZTVN6faults5ShapeE", "vtable for faults::Shape")]
    [InlineData("_ZThn16_N1C1fEv", "non-virtual thunk to C::f()")]
    [InlineData("_ZZ4mainE5count", "main::count")]
    [InlineData("_Z1fiz", "f(int, ...)")]
    [InlineData("_Z1fi.cold", "f(int) [clone .cold]")]
    [InlineData("_ZNKSt9exception4whatEv", "std::exception::what() const")]
    [InlineData("_Znwm", "operator new(unsigned long)")]
    public void A_symbol_is_demangled(string symbol, string expected) => Assert.Equal(expected, CppNames.Demangle(symbol));

    [Theory]
    [InlineData("i", "int")]
    [InlineData("St13runtime_error", "std::runtime_error")]
    [InlineData("N6faults6CustomE", "faults::Custom")]
    [InlineData("PKc", "char const*")]
    [InlineData("St6vectorIiSaIiEE", "std::vector<int, std::allocator<int> >")]
    [InlineData("NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
        "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >")]
    public void A_type_name_is_demangled(string name, string expected) => Assert.Equal(expected, CppNames.DemangleType(name));

    [Theory]
    [InlineData("_ZN6faults4areaEdd", "faults::area")]
    [InlineData("_ZNK1A3getEv", "A::get")]
    [InlineData("_Z1fDpT_", "f")]
    [InlineData("_ZTV1A", null)]
    [InlineData("strlen", null)]
    public void The_name_without_parameters_is_what_a_person_types(string symbol, string? expected) =>
        Assert.Equal(expected, CppNames.FunctionName(symbol));

    [Theory]
    [InlineData("strlen")]
    [InlineData("_Z")]
    [InlineData("_Z1")]
    [InlineData("_Z99a")]
    [InlineData("_Z1fS5_")]
    [InlineData("_Z1fT_")]
    [InlineData("_ZNE")]
    [InlineData("_Z99999999999999999999f")]
    [InlineData("_ZStL")]
    [InlineData("")]
    public void What_is_not_understood_stays_mangled(string symbol) => Assert.Null(CppNames.Demangle(symbol));

    [Fact]
    public void Std_string_is_shortened_for_reports() => Assert.Equal("f(std::string const&)",
        CppNames.Shorten(CppNames.Demangle("_Z1fRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE")!));

    [Fact]
    public void Names_made_to_explode_are_given_up()
    {
        // Each argument list doubles the text of the one before: 2^40 characters if nobody counted.
        var name = "_Z1f1AIiiE" + string.Concat(Enumerable.Range(0, 40).Select(i =>
        {
            var last = i == 0 ? "S0_" : "S" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[Math.Min(i, 35)] + "_";
            return "1BI" + last + last + "E";
        }));
        Assert.True(CppNames.Demangle(name) is null or { Length: < 40_000 });
        Assert.Null(CppNames.Demangle("_Z1f" + new string('P', 4000) + "i"));
        Assert.Null(CppNames.Demangle("_Z1f" + new string('P', 100_000) + "i"));
    }

    [Fact]
    public void Mutated_names_never_throw()
    {
        var random = new Random(20260730);
        string[] seeds = ["_ZNSt6vectorIiSaIiEE9push_backERKi", "_Z4callPFivEPvS1_", "_ZZN1A1fIJidEEEvDpT_ENKUlvE_clEv", "_ZN1AIXadL_Z1fvEEE1gEv"];
        for (var i = 0; i < 50_000; i++)
        {
            var letters = seeds[i % seeds.Length].ToCharArray();
            for (var n = random.Next(1, 4); n > 0; n--)
                letters[random.Next(2, letters.Length)] = (char)random.Next(48, 123);
            CppNames.Demangle(new string(letters, 0, random.Next(2, letters.Length + 1)));
        }
    }

    [Fact]
    public void Functions_that_a_compiler_mangled_read_as_cppfilt_says()
    {
        Tool.Require("g++", "nm", "c++filt");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("names.cpp"), Source);
        Tool.Run("g++", "", "-std=c++17", "-O0", "-c", "-o", folder.File("names.o"), folder.File("names.cpp"));
        var symbols = Tool.Run("nm", "", "--defined-only", "--format=posix", folder.File("names.o"))
            .Split('\n').Select(l => l.Split(' ')[0]).Where(s => s.StartsWith("_Z", StringComparison.Ordinal)).Distinct().ToArray();
        var expected = Tool.Run("c++filt", string.Join('\n', symbols) + "\n").TrimEnd('\n').Split('\n');
        Assert.True(symbols.Length > 150, $"only {symbols.Length} symbols");
        Compare(symbols, expected, mayBeUnknownOneIn: 20);
    }

    [Fact]
    public void The_names_of_the_cpp_library_read_as_cppfilt_says()
    {
        Tool.Require("c++filt");
        var path = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6";
        Assert.SkipUnless(File.Exists(path), "no libstdc++ at its Debian place");
        var symbols = ElfFile.TryOpen(path)!.ExportedNames.Where(n => n.StartsWith("_Z", StringComparison.Ordinal)).ToArray();
        Assert.True(symbols.Length > 3000);
        var expected = Tool.Run("c++filt", string.Join('\n', symbols) + "\n").TrimEnd('\n').Split('\n');
        Compare(symbols, expected, mayBeUnknownOneIn: 50);
    }

    private static void Compare(string[] symbols, string[] expected, int mayBeUnknownOneIn)
    {
        Assert.Equal(symbols.Length, expected.Length);
        var wrong = new List<string>();
        var unknown = new List<string>();
        for (var i = 0; i < symbols.Length; i++)
        {
            var ours = CppNames.Demangle(symbols[i]);
            if (ours is null)
                unknown.Add($"{symbols[i]}\n   {expected[i]}");
            else if (ours != expected[i])
                wrong.Add($"{symbols[i]}\n   c++filt {expected[i]}\n   ours    {ours}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {symbols.Length} wrong:\n" + string.Join('\n', wrong));
        Assert.True(unknown.Count * mayBeUnknownOneIn <= symbols.Length, $"{unknown.Count} of {symbols.Length} not understood:\n" + string.Join('\n', unknown));
    }

    private const string Source = """
        #include <string>
        #include <vector>
        #include <map>
        #include <memory>
        #include <functional>
        #include <stdexcept>
        namespace a { namespace b {
            struct S { int v; S(); S(int); ~S(); int get() const; void set(int) volatile; void lv() &; void rv() &&; static S make(S*, const S&);
                S operator+(const S&) const; bool operator<(const S&) const; S& operator=(const S&); operator int() const; operator const char*() const;
                void* operator new(size_t); void operator delete(void*); int operator()(int, int); int operator[](int); S* operator->(); S& operator++();
                bool operator==(const S&) const; bool operator&&(const S&) const; struct Inner { struct Deep { void f(Inner, Deep&); }; }; };
            S::S() : v(0) {} S::S(int i) : v(i) {} S::~S() {} int S::get() const { return v; } void S::set(int) volatile {} void S::lv() & {} void S::rv() && {}
            S S::make(S* s, const S&) { return *s; } S S::operator+(const S& o) const { return o; } bool S::operator<(const S&) const { return false; }
            S& S::operator=(const S&) { return *this; } S::operator int() const { return 1; } S::operator const char*() const { return ""; }
            void* S::operator new(size_t n) { return ::operator new(n); } void S::operator delete(void*) {} int S::operator()(int a, int b) { return a + b; }
            int S::operator[](int i) { return i; } S* S::operator->() { return this; } S& S::operator++() { return *this; }
            bool S::operator==(const S&) const { return true; } bool S::operator&&(const S&) const { return true; } void S::Inner::Deep::f(Inner, Deep&) {}
        } }
        using a::b::S;
        enum E { one }; enum class Color { red, green };
        template<class T> struct Box { T t; Box() {} ~Box() {} T get(T x) { return x; } template<class U> U conv(U u, T) { return u; } static void st(const Box&, T*) {} };
        template<int N> struct Num { void f() {} }; template<bool B, char C, long L, unsigned U, Color K> struct Lits { void g() {} };
        template<class T, class U> T pick(T t, U) { return t; } template<class T> void ptr(T*, T&, const T&, T&&) {}
        template<class... Ts> int count(Ts... ts) { return sizeof...(ts); } template<class... Ts> void refs(const Ts&... ts) {}
        template<template<class> class C, class T> void tt(C<T>) {}
        template<class R, class... A> R invoke(R (*f)(A...), A... args) { return f(args...); }
        void scalars(bool, char, signed char, unsigned char, short, unsigned short, int, unsigned, long, unsigned long, long long, unsigned long long, float, double, long double, wchar_t, char16_t, char32_t, __int128, unsigned __int128) {}
        void pointers(int*, const int*, int* const*, const volatile void*, char**, const char* const*, int&, const int&, int&&, decltype(nullptr)) {}
        void functions(void (*)(), int (*)(int, char), int (*(*)(int))(double), void (&)(S), int (S::*)(int) const, int S::*, void (*)() noexcept) {}
        void arrays(int (*)[3], const int (&)[4], int (*)[2][3], int*(*)[5]) {}
        void repeats(S, S*, const S*, const S&, std::vector<S>, std::vector<S>*, std::vector<const S*>&) {}
        void strings(std::string, const std::string&, std::wstring*, std::vector<std::string>) {}
        void maps(std::map<std::string, std::vector<int>>, std::unique_ptr<S>, std::shared_ptr<const S>, std::function<void(int, S&)>) {}
        void enums(E, Color, const Color&, S::Inner::Deep*) {}
        void variadic(const char*, ...) {} int (*returns_function(int))(double) { return nullptr; }
        static int hidden(int i) { static int count; return count += i; }
        namespace { struct Local { void run(int) {} }; int anon(Local*) { return hidden(1); } }
        S operator*(const S& a, int) { return a; } long operator""_km(unsigned long long v) { return v; } S& operator<<(S& s, int) { return s; }
        namespace std { void of_std(int) {} } extern "C++" int global_number; 
        struct Base { virtual ~Base(); virtual void f(int); virtual int g() const = 0; }; struct Other { virtual void h(); virtual ~Other() {} };
        Base::~Base() {} void Base::f(int) {} void Other::h() {}
        struct Derived : Base, virtual Other { void f(int) override; int g() const override; void h() override; }; void Derived::f(int) {} int Derived::g() const { return 1; } void Derived::h() {}
        struct Thunked : Other, Base { void f(int) override; int g() const override; }; void Thunked::f(int) {} int Thunked::g() const { return 2; }
        int use() {
            auto l = [](int i) { return i; }; auto m = [](S& s, const char*) { return 0; }; Box<int> b; Box<Box<S*>> bb; S s; Local loc; loc.run(l(1)); m(s, "");
            b.get(1); b.conv(2.5, 1); b.conv("x", 1); Box<int>::st(b, nullptr); bb.get(Box<S*>()); Num<5>().f(); Num<-3>().f(); Lits<true, 'c', -7, 9u, Color::green>().g();
            pick(1, 2.0); pick(s, &s); pick(std::string(), Box<const char*>()); int i = 0; ptr<int>(&i, i, i, 1); ptr<S>(&s, s, s, S()); count(); count(1); count(1, 2.0, "x", s); refs(1, s); tt(Box<int>());
            invoke(+[](int a, double d) { return a; }, 1, 2.0); std::vector<Color> colors(3); colors.push_back(Color::red); std::map<int, S> map; map[1]; struct In { void q(int) {} static int z(In*) { return 0; } }; In().q(1); In::z(nullptr);
            return anon(&loc) + (int)colors.size() + (s * 2).get() + (int)5_km;
        }
        """;
}
