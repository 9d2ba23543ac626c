
namespace FfiIsolation.ProcessTests.Values;

/// <summary>Functions, structs and variables by the declarations of a library: those of glibc's headers.</summary>
public sealed class DeclaredLibraryTests : IClassFixture<DeclaredLibraryTests.OneHost>
{
    private const string Text = """
        typedef struct { int quot; int rem; } div_t;
        div_t div(int numerator, int denominator) __attribute__((const));
        struct tm { int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst; long tm_gmtoff; const char *tm_zone; };
        struct tm *gmtime_r(const time_t *clock, struct tm *result);
        time_t timegm(struct tm *broken_down);
        struct in6_addr { union { unsigned char bytes[16]; unsigned short words[8]; unsigned int longs[4]; }; };
        extern const struct in6_addr in6addr_loopback;
        extern int optind;
        extern long timezone;
        extern char *tzname[2];
        extern char *program_invocation_name;
        extern char **environ;
        size_t strlen(const char *s);
        """;

    private readonly OneHost _one;

    public DeclaredLibraryTests(OneHost one) => _one = one;

    [Fact]
    public void A_declared_function_is_called_by_its_name_and_returns_a_struct()
    {
        IsolatedLibrary c = _one.Host.Load("c", Text);

        NativeStruct result = c.Function("div").Invoke(-17, 5).Struct!;

        Assert.Equal((-3, -2), (result["quot"], result["rem"]));
        Assert.Equal("{-3, -2}", result.ToString());
        Assert.Same(c.Declarations, _one.Host.Load("c", Text).Declarations);
    }

    [Fact]
    public void A_whole_prototype_may_use_the_declared_types()
    {
        IsolatedLibrary c = _one.Host.Load("c", Text);

        Assert.Equal(2, c.Function("div_t div(int numerator, int denominator)").Invoke(17, 5).Struct!.Get<int>("rem"));
    }

    [Fact]
    public void The_same_prototype_with_other_declarations_is_another_function()
    {
        const string Prototype = "pair div(int numerator, int denominator)";
        NativeStruct first = _one.Host.Load("c", "typedef struct { int q, r; } pair;").Function(Prototype).Invoke(17, 5).Struct!;
        NativeStruct second = _one.Host.Load("c", "typedef struct { unsigned rest, more; } pair;").Function(Prototype).Invoke(17, 5).Struct!;

        Assert.Equal((3, 3u), (first["q"], second["rest"]));
    }

    [Fact]
    public void A_name_that_is_not_declared_is_told_near_ones()
    {
        IsolatedLibrary c = _one.Host.Load("c", Text);

        Assert.Contains("'gmtime_t' is not declared as a function; expected the name of a declared function, or a prototype; did you mean 'gmtime_r'",
            Assert.Throws<PrototypeException>(() => c.Function("gmtime_t")).Message, StringComparison.Ordinal);
        Assert.Contains("'optind' is declared as a variable, 'int optind'", Assert.Throws<PrototypeException>(() => c.Function("optind")).Message, StringComparison.Ordinal);
        Assert.Contains("'optint' is not declared as a variable", Assert.Throws<PrototypeException>(() => c.Variable("optint")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'struct tm'", Assert.Throws<ArgumentException>(() => c.Struct("struct tn")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_struct_behind_a_pointer_comes_back_as_native_code_left_it()
    {
        IsolatedLibrary c = _one.Host.Load("c", Text);
        NativeStruct time = c.Struct("struct tm", "{.tm_mday = 31, .tm_mon = 1, .tm_year = 124}");

        // The 31st of February 2024 is the 2nd of March; timegm puts that in order (man 3 timegm).
        Assert.Equal(1709337600, (long)c.Function("timegm").Invoke(time));
        Assert.Equal((2, 2, 6), (time["tm_mday"], time["tm_mon"], time["tm_wday"]));
    }

    [Fact]
    public void A_struct_of_another_type_is_refused()
    {
        IsolatedLibrary c = _one.Host.Load("c", Text);

        Assert.Contains("it is a div_t, and what is pointed at is struct tm",
            Assert.Throws<ArgumentException>(() => c.Function("timegm").Invoke(c.Struct("div_t"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_a_session_are_read_and_written()
    {
        using NativeSession session = _one.Host.OpenSession();
        IsolatedLibrary c = session.Load("c", Text);
        NativeVariable optind = c.Variable("optind");

        Assert.Equal(1, optind.Read()); // man 3 getopt: "The system initializes this value to 1"
        optind.Write(5);
        Assert.Equal(5, c.Variable("extern int optind").Read<long>());
        Assert.Equal(5, session.Read<int>(optind.GetAddress()));
        Assert.Contains("out of range", Assert.Throws<ArgumentException>(() => optind.Write(1L << 31)).Message, StringComparison.Ordinal);
        Assert.EndsWith("ffi-worker", c.Variable("program_invocation_name").Read<string>(), StringComparison.Ordinal);
        Assert.Equal(session.Generation, c.Variable("environ").Read<NativePointer>().Generation);
        Assert.Equal(2, c.Variable("tzname").Read<NativePointer[]>().Length);
    }

    [Fact]
    public void A_pointer_variable_takes_only_pointers_of_its_session()
    {
        using NativeSession session = _one.Host.OpenSession(), other = _one.Host.OpenSession();
        NativeVariable name = session.Load("c", Text).Variable("program_invocation_name");
        NativePointer text = session.Allocate(8);
        session.Write<byte>(text, "hello"u8.ToArray());

        name.Write(text);

        Assert.Equal("hello", name.Read<string>());
        Assert.Throws<StaleHandleException>(() => name.Write(other.Allocate(8)));
    }

    [Fact]
    public void A_host_reads_constants_and_refuses_what_lives_in_one_worker()
    {
        IsolatedLibrary c = _one.Host.Load("c", Text);

        NativeStruct loopback = c.Variable("in6addr_loopback").Read<NativeStruct>();
        Assert.Equal((byte)1, loopback["bytes[15]"]); // ::1
        Assert.Contains("is const", Assert.Throws<CallRejectedException>(() => c.Variable("in6addr_loopback").Write(loopback)).Message, StringComparison.Ordinal);
        Assert.Contains("through a session", Assert.Throws<CallRejectedException>(() => c.Variable("optind").Read()).Message, StringComparison.Ordinal);
        Assert.Throws<CallRejectedException>(() => c.Variable("optind").Write(1));
        Assert.Throws<CallRejectedException>(() => c.Variable("optind").GetAddress());
    }

    [Fact]
    public void A_variable_that_is_none_or_has_another_size_is_refused()
    {
        IsolatedLibrary c = _one.Host.Load("c", Text);

        Assert.Contains("has 8 bytes, and 'optind' in", Assert.Throws<CallRejectedException>(() => _one.Host.Load("c").Variable("extern long optind")).Message, StringComparison.Ordinal);
        Assert.Contains("is a function, not a variable", Assert.Throws<SymbolNotFoundException>(() => _one.Host.Load("c").Variable("extern int strlen")).Message, StringComparison.Ordinal);
        Assert.Contains("has no variable 'optinx'", Assert.Throws<SymbolNotFoundException>(() => c.Variable("extern int optinx")).Message, StringComparison.Ordinal);
        Assert.Contains("not the declaration of one variable", Assert.Throws<PrototypeException>(() => c.Variable("int f(void)")).Message, StringComparison.Ordinal);
        Assert.Contains("declared without its size", Assert.Throws<CallRejectedException>(() => _one.Host.Load("c").Variable("extern const char tzname[]").Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_struct_with_a_pointer_goes_back_to_its_own_session_alone()
    {
        using NativeSession session = _one.Host.OpenSession(), other = _one.Host.OpenSession();
        IsolatedLibrary c = session.Load("c", Text);
        NativeStruct time = c.Struct("struct tm");
        c.Function("gmtime_r").Invoke(NativeBuffer.In(0L), time);

        Assert.Equal(session.Generation, time.Get<NativePointer>("tm_zone").Generation);
        c.Function("timegm").Invoke(time);
        Assert.Contains("the pointer 0x", Assert.Throws<StaleHandleException>(() => other.Load("c", Text).Function("timegm").Invoke(time)).Message, StringComparison.Ordinal);
    }

    public sealed class OneHost : IDisposable
    {
        public NativeHost Host { get; } = NativeHost.Start();

        public void Dispose() => Host.Dispose();
    }
}
