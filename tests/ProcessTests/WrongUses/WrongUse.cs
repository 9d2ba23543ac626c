using System.Text.RegularExpressions;
using FfiIsolation.Cli.Checking;

namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>A row of docs/wrong-declarations.md: calls that are wrong somewhere, and what finds it.</summary>
/// <param name="Calls">As the row has them.</param>
/// <param name="Mistake">What is wrong, in words.</param>
internal sealed partial record WrongUse(string Calls, string Mistake)
{
    public const string No = "–";

    private const string Yes = "yes", Warned = "warned", Reopen = "reopen";

    /// <summary>The columns of checks, in the order of the table; each says whether it found the mistake. One more is one more line here, and its evidence in <see cref="ExamineAsync"/>.</summary>
    public static readonly (string Name, Func<Findings, string> Cell)[] Checks =
    [
        ("declaration", found => Cell(found.Default.Refusal)),
        ("DWARF", found => Cell(found.Library)),
        ("header", found => Cell(found.Header)),
        ("registers", found => Cell(found.Default.OfRegisters)),
        ("guards", found => Cell(found.Default.OfGuards)),
        ("strict", found => Cell(found.Strict?.OfMemory)),
        ("heap", found => Cell(found.Heap?.OfHeap)),
        ("report", found => Cell(found.Default.OfReport)),
    ];

    private static readonly string s_library = Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes.so");

    private static readonly SessionOptions s_guardedHeap = new() { HeapGuarding = HeapGuarding.Guarded };

    /// <summary>Makes the calls in workers of their own, and holds the declarations against debug information and headers.</summary>
    public async Task<Findings> ExamineAsync(NativeHost host, NativeHost strict, Truths truths, Declarations declarations)
    {
        var findings = new Findings { Default = await TryAsync(() => host.OpenSessionAsync(), declarations) };
        if (findings.Default.IsSilent)
        {
            findings.Strict = await TryAsync(() => strict.OpenSessionAsync(), declarations);
        }

        if (Calls.Contains("; ", StringComparison.Ordinal))
        {
            findings.Heap = await TryAsync(() => host.OpenSessionAsync(s_guardedHeap), declarations);
        }

        foreach ((string? library, CallLine line) in Calls.Split("; ").Where(one => one != Reopen).Select(Read))
        {
            if (TryParse(line.Prototype, declarations) is not { } prototype)
            {
                continue;
            }

            findings.Library = Worse(findings.Library, library is null ? truths.OfLibrary(prototype) : null);
            findings.Header = Worse(findings.Header, truths.HasHeaders ? await truths.OfHeaderAsync(prototype) : null);
        }

        return findings;
    }

    /// <summary>The row of the table.</summary>
    public string Row(Findings findings)
    {
        string told = findings.Default.Told ?? Told(findings.Library) ?? Told(findings.Header) ?? (findings.Strict?.OfMemory is { } kept ? $"with `Strict`: {kept}" : findings.Heap?.OfHeap is { } block ? $"with a guarded heap: {block}" : "nothing");
        return $"| `{Calls}` | {Mistake} | {string.Join(" | ", Checks.Select(check => check.Cell(findings)))} | {Stable(told)} |";
    }

    private async Task<Trial> TryAsync(Func<Task<NativeSession>> open, Declarations declarations)
    {
        var trial = new Trial();
        var values = new CallLine.NamedValues();
        NativeSession session = await open();
        try
        {
            bool isFirst = true;
            foreach (string ofOneSession in Calls.Split($"; {Reopen}; "))
            {
                if (!isFirst)
                {
                    await session.DisposeAsync();
                    session = await open();
                }

                isFirst = false;
                var calls = new List<(CallLine Line, NativeFunction Function)>();
                foreach ((string? library, CallLine line) in ofOneSession.Split("; ").Select(Read))
                {
                    calls.Add((line, await (await session.LoadAsync(library ?? s_library, declarations)).FunctionAsync(line.Prototype)));
                }

                // One after the other on one thread, whose calls have their storage in other places each.
                calls.ForEach(call => trial.Warning = call.Line.Make(call.Function, values, declarations).Warning ?? trial.Warning);
            }
        }
        catch (NativeCrashException e)
        {
            // Debug information may be installed for the libraries of the system, and come first then.
            trial.Hint = e.Report.Hints.FirstOrDefault(hint => !hint.StartsWith("The prototype is not what", StringComparison.Ordinal)) ?? e.Message;
        }
        catch (BufferOverrunException e)
        {
            trial.Failure = $"{e.Call.Function} {e.Overruns[0]}. {e.Overruns[0].Hint}";
        }
        catch (CallFailedException e)
        {
            trial.Failure = e.Message.Split('\n')[0];
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CallRejectedException)
        {
            trial.Refusal = e.Message.Split('\n')[0];
        }
        finally
        {
            await session.DisposeAsync();
        }

        return trial;
    }

    private static (string? Library, CallLine Line) Read(string statement)
    {
        string? library = statement.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 and < 3 ? statement[..colon] : null;
        return (library, CallLine.Read(library is null ? statement : statement[(library.Length + 2)..]));
    }

    private static Prototype? TryParse(string prototype, Declarations declarations)
    {
        try
        {
            return Prototype.Parse(prototype, declarations);
        }
        catch (PrototypeException)
        {
            return null; // what is refused cannot be compared
        }
    }

    private static CheckedDeclaration? Worse(CheckedDeclaration? before, CheckedDeclaration? one) =>
        one is not { Verdict: Verdict.Differs or Verdict.Warned } || (before?.Verdict == Verdict.Differs && one.Verdict == Verdict.Warned) ? before : one;

    private static string Cell(string? found) => found is null ? No : Yes;

    private static string Cell(CheckedDeclaration? one) => one is null ? No : one.Verdict == Verdict.Warned ? Warned : Yes;

    private static string? Told(CheckedDeclaration? one) => one is null ? null
        : $"`ffi check`{(one.Verdict == Verdict.Warned ? " warns" : "")}: {string.Join("; ", one.Differences.Where(difference => one.Verdict == Verdict.Warned || !difference.IsWarning).Select(difference => difference.Text))}";

    /// <summary>Addresses differ from run to run, paths and code from machine to machine, and malloc may take memory from elsewhere.</summary>
    private static string Stable(string text) => Workers().Replace(Addresses().Replace(Code().Replace(text, ""), "0x…"), "worker …").Replace(AppContext.BaseDirectory, "", StringComparison.Ordinal)
        .Replace("(anonymous)", "[heap]", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("0x[0-9a-f]{6,}")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"worker \d+")]
    private static partial Regex Workers();

    [GeneratedRegex(@", in \S+\+0x[0-9a-f]+( \([\w.]+\))?(?=\. )")]
    private static partial Regex Code();

    /// <summary>What was found.</summary>
    internal sealed class Findings
    {
        /// <summary>By the calls, with the options that everybody has.</summary>
        public required Trial Default { get; init; }

        /// <summary>By the same with storage that is taken back, where the first found nothing.</summary>
        public Trial? Strict { get; set; }

        /// <summary>By several of them with a guarded heap, since memory outlives a call.</summary>
        public Trial? Heap { get; set; }

        /// <summary>Of the library's debug information against the declarations.</summary>
        public CheckedDeclaration? Library { get; set; }

        /// <summary>Of the header against them.</summary>
        public CheckedDeclaration? Header { get; set; }

        /// <summary>Whether what the row tells is from the calls, or the library.</summary>
        public bool IsToldWithoutHeader => Default.Told is not null || Library is not null;
    }
}
