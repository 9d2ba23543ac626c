using System.Text.RegularExpressions;
using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;

namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>A row of docs/wrong-declarations.md: calls that are wrong somewhere, and what finds it.</summary>
/// <param name="Calls">As the row has them.</param>
/// <param name="Mistake">What is wrong, in words.</param>
internal sealed partial record WrongUse(string Calls, string Mistake)
{
    public const string No = "–";

    /// <summary>The columns of checks, in the order of the table; each says whether it found the mistake. One more is one more line here, and its evidence in <see cref="Examine"/>.</summary>
    public static readonly (string Name, Func<Findings, bool> Found)[] Checks =
    [
        ("declaration", found => found.Refusal is not null),
        ("DWARF", found => found.Differences is not null),
        ("registers", found => found.Warning is not null || (found.Hint is { } hint && hint.StartsWith("The function ", StringComparison.Ordinal))),
        ("guards", found => found.Hint is { } hint && hint.StartsWith("The fault address is parameter", StringComparison.Ordinal)),
        ("report", found => found.Hint is { } hint && !hint.StartsWith("The function ", StringComparison.Ordinal) && !hint.StartsWith("The fault address is parameter", StringComparison.Ordinal)),
    ];

    private const string Reopen = "reopen";

    private static readonly string s_library = Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes.so");

    /// <summary>Makes the calls in a worker of their own, and holds the declarations against the debug information.</summary>
    public async Task<Findings> Examine(NativeHost host, Declarations declarations, TrueFunctions truth)
    {
        var findings = new Findings();
        var values = new CallLine.NamedValues();
        NativeSession session = await host.OpenSessionAsync();
        try
        {
            foreach (string statement in Calls.Split("; "))
            {
                if (statement == Reopen)
                {
                    await session.DisposeAsync();
                    session = await host.OpenSessionAsync();
                    continue;
                }

                string? other = statement.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 and < 3 ? statement[..colon] : null;
                CallLine line = CallLine.Read(other is null ? statement : statement[(other.Length + 2)..]);
                NativeFunction function = await (await session.LoadAsync(other ?? s_library, declarations)).FunctionAsync(line.Prototype);
                if (other is null && truth.Find(function.Prototype.Name) is { } actual)
                {
                    string[] differences = [.. DeclarationCheck.Compare(function.Prototype, actual).Where(one => !one.IsWarning).Select(one => one.Text)];
                    findings.Differences = differences.Length > 0 ? string.Join("; ", differences) : findings.Differences;
                }

                findings.Warning = line.Make(function, values, declarations).Warning ?? findings.Warning;
            }
        }
        catch (NativeCrashException e)
        {
            // Debug information may be installed for the libraries of the system, and come first then.
            findings.Hint = e.Report.Hints.FirstOrDefault(hint => !hint.StartsWith("The prototype is not what", StringComparison.Ordinal)) ?? e.Message;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CallRejectedException)
        {
            findings.Refusal = e.Message.Split('\n')[0];
        }
        finally
        {
            await session.DisposeAsync();
        }

        return findings;
    }

    /// <summary>The row of the table.</summary>
    public string Row(Findings findings)
    {
        string told = findings.Refusal ?? findings.Warning ?? findings.Hint ?? (findings.Differences is { } text ? text : "nothing");
        return $"| `{Calls}` | {Mistake} | {string.Join(" | ", Checks.Select(check => check.Found(findings) ? "yes" : No))} | {Stable(told)} |";
    }

    /// <summary>Addresses differ from run to run, paths from machine to machine, and malloc may take memory from elsewhere.</summary>
    private static string Stable(string text) => Workers().Replace(Addresses().Replace(text, "0x…"), "worker …").Replace(AppContext.BaseDirectory, "", StringComparison.Ordinal).Replace("(anonymous)", "[heap]", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("0x[0-9a-f]{6,}")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"worker \d+")]
    private static partial Regex Workers();

    /// <summary>What was found.</summary>
    internal sealed class Findings
    {
        /// <summary>Of what was refused before a call.</summary>
        public string? Refusal { get; set; }

        /// <summary>Of the debug information against the declarations.</summary>
        public string? Differences { get; set; }

        /// <summary>Of a call that returned.</summary>
        public string? Warning { get; set; }

        /// <summary>The first of a call that crashed.</summary>
        public string? Hint { get; set; }
    }
}
