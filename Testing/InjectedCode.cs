// The functions of this package's two libraries, declared on the host that they are injected into.
using FfiIsolation.Injection;

namespace FfiIsolation.Testing;

internal sealed class InjectedCode(NativeHost host)
{
    private readonly IsolatedLibrary _faults = host.Load(PathOf(host, "libfaults.so"));
    private readonly IsolatedLibrary _injection = host.Load(PathOf(host, "libinjection.so"));

    public NativeFunction Hang => _faults.Function("void sleep_forever(void)");

    public NativeFunction Throw => _injection.Function("void injection_throws(void)");

    public NativeFunction KeepException => _injection.Function("void injection_keep_exception(const char *type, const char *what, int place)");

    public NativeFunction Loss => _injection.Function("void injection_loses_worker(void)");

    public NativeFunction Wait => _injection.Function("void injection_waits(void)");

    public NativeFunction KeepWait => _injection.Function("void injection_keep_wait(void *function, long milliseconds, int place)");

    public NativeFunction Crash(InjectedCrash crash) => _faults.Function(crash switch
    {
        InjectedCrash.NullPointer => "void null_write(void)",
        InjectedCrash.Abort => "void abort_now(void)",
        InjectedCrash.StackOverflow => "int stack_overflow(void)",
        InjectedCrash.IllegalInstruction => "void illegal_instruction(void)",
        InjectedCrash.DivisionByZero => "int divide_by_zero(void)",
        InjectedCrash.BusError => "int bus_error(void)",
        InjectedCrash.HeapCorruption => "void double_free(void)",
        InjectedCrash.Exit => "void exit_139(void)",
        InjectedCrash.Killed => "void kill_self(void)",
        _ => throw new ArgumentOutOfRangeException(nameof(crash), crash, "There is no such crash."),
    });

    /// <summary>What returns a value in the place of a function of that prototype.</summary>
    /// <exception cref="ArgumentException">The function returns nothing of the kind.</exception>
    public StandIn Result(Prototype prototype, NativeArgument value)
    {
        CType type = prototype.ReturnType is EnumType { UnderlyingType: var underlying } ? underlying : prototype.ReturnType;
        if (type is PointerType && !value.IsNull)
        {
            throw new ArgumentException($"{prototype.Name} returns {prototype.ReturnType}, and can be made to return null alone: there is nothing in the worker that another value could point at.", nameof(value));
        }

        (string Keep, string Return)? code = type switch
        {
            PointerType => ("void injection_keep_word(void *value, int place)", "injection_returns_word"),
            BooleanType => ("void injection_keep_word(bool value, int place)", "injection_returns_half"),
            IntegerType { Size: <= 8 } integer => (
                $"void injection_keep_word({(integer.IsSigned ? "" : "u")}int{8 * integer.Size}_t value, int place)", integer.Size == 8 ? "injection_returns_word" : "injection_returns_half"),
            FloatingType { Kind: FloatingKind.Float } => ("void injection_keep_number(float value, int place)", "injection_returns_number"),
            FloatingType { Kind: FloatingKind.Double } => ("void injection_keep_number(double value, int place)", "injection_returns_number"),
            _ => null,
        };
        if (code is not { } found)
        {
            throw new ArgumentException($"{prototype.Name} returns {prototype.ReturnType}, which cannot be injected: integers of at most 8 bytes, enums, bool, float, double and null pointers can.", nameof(value));
        }

        NativeFunction keep = _injection.Function(found.Keep);
        try
        {
            keep.Target.Plan.Prepare(keep.Target, [value, 0], pointerGeneration: null).Recycle();
        }
        catch (ArgumentException e)
        {
            // It speaks of a function that its reader has never heard of.
            throw new ArgumentException($"{prototype.Name} returns {prototype.ReturnType}, which cannot be {value}.", nameof(value), e);
        }

        return new StandIn(_injection.Function($"void {found.Return}(void)"), keep, (_, place) => [value, place]);
    }

    private static string PathOf(NativeHost host, string file)
    {
        // Beside the assembly that brings them; beside the worker where an application is one file.
        string?[] folders = [Path.GetDirectoryName(typeof(InjectedCode).Assembly.Location) is { Length: > 0 } own ? Path.Combine(own, "worker") : null,
            Path.Combine(AppContext.BaseDirectory, "worker"), Path.GetDirectoryName(host.WorkerPath)];
        return Find(file, folders);
    }

    /// <exception cref="LibraryNotFoundException">None of the folders has it; names each path.</exception>
    internal static string Find(string file, IEnumerable<string?> folders)
    {
        string[] paths = [.. folders.OfType<string>().Select(folder => Path.Combine(folder, file)).Distinct()];
        return paths.FirstOrDefault(File.Exists) ?? throw new LibraryNotFoundException(file, [.. paths.Select(path => $"{path}: no such file; it comes with FfiIsolation.Testing and belongs there")], null);
    }
}
