using FfiIsolation.Lanes;
using FfiIsolation.Supervision;

namespace FfiIsolation.Headers;

/// <summary>Reads headers by libclang, each in a host and a worker of its own, that nothing else uses: a header that crashes or hangs it costs that worker.</summary>
/// <param name="application">The options of the host that asks; null for the defaults. Taken from it are where its worker is and what carries calls, its name, and how long a start and a header may take.</param>
internal sealed class HeaderReader(NativeHostOptions? application = null) : IHeaderReader
{
    private const int MostErrors = 5;

    /// <summary>Of one declaration as clang prints it.</summary>
    private const int MostText = 512 * 1024;

    /// <summary>A header with macros that double each other takes all that there is.</summary>
    private const long MostMemory = 2L << 30;

    private const string NameOfHost = "/headers";

    // GCC's own, for where clang's are not installed: stddef.h, stdarg.h, stdbool.h, float.h.
    private const string CompilerHeaders = "/usr/lib/gcc/x86_64-linux-gnu";

    // glibc shows access and malloc(f) to a GCC of today, which has types that clang does not have.
    private static readonly string[] s_asGcc =
        ["-xc", "-std=gnu17", "-ferror-limit=0", "-w", "-fno-spell-checking", "-fgnuc-version=12.2.0", "-D_Float32=float", "-D_Float64=double", "-D_Float32x=double", "-D_Float64x=long double", "-D_Float128=__float128"];

    private readonly NativeHostOptions _application = application ?? new();

    /// <inheritdoc/>
    /// <remarks>On a thread of its own: it waits for libclang, for seconds maybe, and the threads of the application's pool may all wait for this.</remarks>
    public Task<HeaderContent> ReadAsync(string path, HeaderSettings settings, bool withMacros, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => Read(path, settings, withMacros, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private HeaderContent Read(string path, HeaderSettings settings, bool withMacros, CancellationToken cancellationToken)
    {
        HeaderFile.ThrowIfNone(path);
        foreach (string before in settings.Before.Select(name => HeaderSearch.Find(name, settings.Folders)).OfType<string>())
        {
            HeaderFile.ThrowIfNone(before);
        }

        string clang = ClangLocator.Find() ?? throw new HeaderException(ClangLocator.Missing);
        using var late = new CancellationTokenSource(_application.HeaderTimeout);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using NativeHost host = BlockedCaller.Await(NativeHost.StartAsync, OptionsOfHost(), ends.Token);

            // A call of libclang that does not return ends with its worker, and the end waits for that.
            using CancellationTokenRegistration end = ends.Token.Register(static host => Task.Run(((NativeHost)host!).Dispose).Observe(), host);
            using NativeSession session = host.OpenSession();
            return Read(new Clang(session, clang), path, settings, withMacros, ends.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // whatever came of the worker's end
        }
        catch (Exception error) when (late.IsCancellationRequested || error is CallTimeoutException)
        {
            throw HeaderException.TooSlow(path, _application.HeaderTimeout);
        }
    }

    private NativeHostOptions OptionsOfHost() => new()
    {
        Name = _application.Name.Length + NameOfHost.Length <= 100 ? _application.Name + NameOfHost : _application.Name,
        WorkerPath = _application.WorkerPath,
        Lane = _application.Lane,
        StartTimeout = _application.StartTimeout,
        MaxWorkers = 1,
        MinWorkers = 0,
        MaxSessions = 1,
        Spares = 0,
        CallTimeout = _application.HeaderTimeout,
        MaxTextBytes = MostText,
        Confinement = StrictestConfinement(),
        CallsAreUnwatched = true,
    };

    /// <summary>A header may include what its user may read. Beyond reading, nothing is needed.</summary>
    private static Confinement StrictestConfinement()
    {
        Confinement[] choice = [Confinement.Confined with { ReadPaths = ["/"] }, Confinement.Limited];
        return (choice.FirstOrDefault(one => one.WhyUnsupported is null) ?? Confinement.Open) with { MaxMemoryBytes = MostMemory };
    }

    private static HeaderContent Read(Clang clang, string path, HeaderSettings settings, bool withMacros, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> arguments = Arguments(settings);
        clang.Parse(path, arguments, withMacros);
        // GCC's attributes with arguments that clang's do not take are known by their annotation.
        IReadOnlyList<ClangError> errors = [.. clang.Errors(1000).Where(error => !error.Text.Contains("attribute takes no arguments", StringComparison.Ordinal))];
        var declarations = new List<HeaderDeclaration>();
        var macros = new List<string>();
        var others = new List<string>();
        (string Printed, HeaderDeclaration Declaration)? unnamed = null;
        foreach (ClangCursor cursor in clang.TopLevel(kind => KindOf(kind) is not null || kind == ClangCursorKind.Macro))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (cursor.Kind == ClangCursorKind.Macro)
            {
                AddMacro(clang, cursor, macros, others);
                continue;
            }

            string printed = PrintedText.WithAttributes(clang.Print(cursor));
            HeaderDeclaration declaration = Declare(clang, cursor, KindOf(cursor.Kind)!.Value, printed, errors);
            if (unnamed is { } before)
            {
                unnamed = null;
                if (declaration.Kind == HeaderKind.Typedef && UnnamedTags.Join(printed, declaration.Name!, before.Printed) is { } joined)
                {
                    string comment = declaration.Comment.Length > 0 ? declaration.Comment : before.Declaration.Comment;
                    declarations.Add(before.Declaration with { Name = declaration.Name, Text = joined, Comment = comment, Mistake = before.Declaration.Mistake ?? declaration.Mistake });
                    continue;
                }

                declarations.Add(before.Declaration);
            }

            if (declaration.Kind is HeaderKind.Record or HeaderKind.Enum && UnnamedTags.Is(printed))
            {
                unnamed = (printed, declaration with { Name = null });
            }
            else
            {
                declarations.Add(declaration);
            }
        }

        if (unnamed is { } last)
        {
            declarations.Add(last.Declaration);
        }

        var constants = new List<HeaderConstant>();
        foreach ((string name, HeaderConstant? constant, bool isEmpty) in macros.Count == 0 ? [] : MacroProbe.Read(clang, path, [.. macros.Distinct()], arguments))
        {
            if (constant is not null)
            {
                constants.Add(constant);
            }
            else if (!isEmpty)
            {
                others.Add(name);
            }
        }

        string? cpp = CppSyntax.Explain(errors.Select(error => error.Text), new SourceLines().At);
        return HeaderException.ThrowIfUnread(new HeaderContent(path, declarations, constants, [.. others.Distinct()], [.. cpp is null ? [] : (string[])[cpp], .. errors.Take(MostErrors).Select(error => error.Text)]) { Terms = settings.Terms });
    }

    private static HeaderDeclaration Declare(Clang clang, ClangCursor cursor, HeaderKind kind, string printed, IReadOnlyList<ClangError> errors)
    {
        string name = clang.Name(cursor);
        bool isOwn = !clang.IsInSystemHeader(cursor);
        string text = printed;
        if (kind == HeaderKind.Function)
        {
            // int f() says nothing of what it takes, and reads as such.
            text = printed.Contains("()", StringComparison.Ordinal) && !clang.HasPrototype(cursor) ? printed : PrintedText.OfFunction(printed, name);
            name = PrintedText.SymbolOf(printed, name);
        }

        bool isDefined = printed.Contains('{', StringComparison.Ordinal);
        return new HeaderDeclaration(kind, name, text, isOwn ? clang.Comment(cursor) : "", isOwn)
        {
            Layout = kind == HeaderKind.Record && isDefined ? LayoutReader.Of(clang, cursor) : null,
            Constants = kind == HeaderKind.Enum && isDefined ? clang.Constants(cursor) : [],
            ParameterNames = kind == HeaderKind.Typedef && isOwn && printed.Contains('(', StringComparison.Ordinal) ? clang.ParameterNames(cursor) : [],
            Mistake = clang.MistakeIn(cursor, errors),
        };
    }

    private static void AddMacro(Clang clang, ClangCursor cursor, List<string> macros, List<string> others)
    {
        // Names with two underscores are the implementation's own.
        if (!clang.IsInSystemHeader(cursor) && clang.IsInFile(cursor) && clang.Name(cursor) is { } name && !name.StartsWith("__", StringComparison.Ordinal))
        {
            (clang.IsFunctionLike(cursor) ? others : macros).Add(name);
        }
    }

    private static HeaderKind? KindOf(int cursor) => cursor switch
    {
        ClangCursorKind.Struct or ClangCursorKind.Union => HeaderKind.Record,
        ClangCursorKind.Enum => HeaderKind.Enum,
        ClangCursorKind.Function => HeaderKind.Function,
        ClangCursorKind.Typedef => HeaderKind.Typedef,
        ClangCursorKind.Variable => HeaderKind.Variable,
        _ => null,
    };

    private static IReadOnlyList<string> Arguments(HeaderSettings settings)
    {
        IEnumerable<string> compiler = Directory.Exists(CompilerHeaders)
            ? Directory.GetDirectories(CompilerHeaders).Select(folder => Path.Combine(folder, "include")).Where(folder => File.Exists(Path.Combine(folder, "stddef.h"))).OrderDescending(StringComparer.Ordinal).Take(1)
            : [];
        return [.. s_asGcc, .. PrintedText.AttributeMacro, .. settings.Folders.Select(folder => "-I" + folder), .. settings.Macros.Select(macro => "-D" + macro),
            .. settings.Before.SelectMany(header => (string[])["-include", header]), .. compiler.Select(folder => "-idirafter" + folder)];
    }
}
