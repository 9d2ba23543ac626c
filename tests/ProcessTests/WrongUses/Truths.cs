using FfiIsolation.Cli.Checking;
using FfiIsolation.Headers;
using FfiIsolation.Libraries;

namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>What <c>ffi check</c> holds declarations against: the debug information of native/mistakes, and headers, which are read once, all together.</summary>
internal sealed class Truths : IDisposable
{
    public static readonly string Mistakes = Path.GetFullPath("../../../../native/mistakes/mistakes.h", AppContext.BaseDirectory);

    private readonly LibraryCheck _library = new(ElfFile.TryOpen(Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes_debug.so"))!);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ffi-mistakes-");
    private readonly HeaderCheck _headers;

    /// <param name="headers">Names or paths; one that is not there is left out.</param>
    public Truths(params string[] headers)
    {
        string all = Path.Combine(_folder.FullName, "all.h");
        File.WriteAllLines(all, headers.SelectMany(header => (string[])[$"#if __has_include(\"{header}\")", $"#include \"{header}\"", "#endif"]));
        _headers = HeaderCheck.Of(new HeaderReader(), all, new HeaderSettings([], [], []), "libmistakes.so");
    }

    /// <summary>Whether headers can be read here.</summary>
    public bool HasHeaders { get; } = ClangLocator.Find() is not null;

    public CheckedDeclaration OfLibrary(Prototype declared) => _library.Check(declared);

    public Task<CheckedDeclaration> OfHeaderAsync(Prototype declared) => _headers.CheckAsync(declared, new CheckedDeclaration(declared.Name, Verdict.Unchecked, [], null, "nothing is known"), CancellationToken.None);

    public void Dispose() => _folder.Delete(recursive: true);
}
