using FfiIsolation.Cli.Checking;
using FfiIsolation.Headers;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>correct-declarations.txt: of a declaration that is right nothing may be said, with arguments as everybody passes them, and with such whose results look like mistakes.</summary>
public sealed class CorrectDeclarationTests
{
    private const string Types = "typedef struct { int quot; int rem; } div_t; typedef struct { long quot; long rem; } ldiv_t; typedef struct { long long quot; long long rem; } lldiv_t;";

    /// <summary>Library, fewest calls.</summary>
    public static TheoryData<string, int> Libraries => new() { { "m", 150 }, { "c", 100 }, { "z", 20 }, { "sqlite3", 35 }, { "crypto", 35 } };

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Libraries))]
    public async Task No_call_of_a_right_declaration_warns(string library, int fewest)
    {
        List<CallLine> lines = Read(library);
        Assert.InRange(lines.Count, fewest, int.MaxValue);
        lines.AddRange(Read($"{library}, unusual"));
        var declarations = Declarations.Parse(Types);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Spares = 0 });
        await using NativeSession session = await host.OpenSessionAsync();
        IsolatedLibrary loaded;
        try
        {
            loaded = await session.LoadAsync(library, declarations);
        }
        catch (LibraryNotFoundException e)
        {
            Assert.Skip(e.Message);
            return;
        }

        var values = new CallLine.NamedValues();
        var warned = new List<string>();
        foreach (CallLine line in lines)
        {
            if (line.Make(loaded.Function(line.Prototype), values, declarations).Warning is { } warning)
            {
                warned.Add($"{line.Prototype}: {warning}");
            }
        }

        Assert.Empty(warned);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task None_differs_from_what_the_headers_say()
    {
        Assert.SkipWhen(ClangLocator.Find() is null, ClangLocator.Missing);
        using var truths = new Truths(
            "math.h", "stdlib.h", "string.h", "stdio.h", "ctype.h", "wchar.h", "time.h", "unistd.h", "zlib.h", "sqlite3.h",
            "openssl/bn.h", "openssl/crypto.h", "openssl/err.h", "openssl/evp.h", "openssl/rand.h", "openssl/sha.h");
        var declarations = Declarations.Parse(Types);
        var checkedOnes = new List<CheckedDeclaration>();
        foreach (CallLine line in Libraries.SelectMany(row => Read(row.Data.Item1).Concat(Read($"{row.Data.Item1}, unusual"))))
        {
            checkedOnes.Add(await truths.OfHeaderAsync(Prototype.Parse(line.Prototype, declarations)));
        }

        Assert.Equal("", string.Join('\n', checkedOnes.Where(one => one.Verdict == Verdict.Differs).Select(one => $"{one.Name}: {string.Join("; ", one.Differences.Select(difference => difference.Text))}")));
        Assert.Equal("", string.Join('\n', checkedOnes.Where(one => one.Verdict == Verdict.Warned).Select(one => $"{one.Name}: {string.Join("; ", one.Differences.Select(difference => difference.Text))}")));
        Assert.InRange(checkedOnes.Count(one => one.Verdict is Verdict.Same or Verdict.Warned), 200, int.MaxValue);
    }

    [Fact]
    public void There_are_at_least_300() => Assert.InRange(Libraries.Sum(row => Read(row.Data.Item1).Count), 300, int.MaxValue);

    private static List<CallLine> Read(string library) =>
    [
        .. File.ReadLines(Path.GetFullPath("../../../../tests/ProcessTests/WrongUses/correct-declarations.txt", AppContext.BaseDirectory))
            .SkipWhile(line => line != $"= {library}").Skip(1).TakeWhile(line => !line.StartsWith('='))
            .Where(line => line.Length > 0).Select(CallLine.Read),
    ];
}
