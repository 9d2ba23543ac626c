using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Checking;

/// <summary>Holds declarations against what a library says of itself in its debug information; what it has of another one that it needs, as calls do, against that one's.</summary>
internal sealed class LibraryCheck(ElfFile library)
{
    private readonly SymbolHome _home = new(library);
    private readonly Dictionary<string, (TrueFunctions? Functions, string? TooLarge)> _truths = new(StringComparer.Ordinal);

    public CheckedDeclaration Check(Prototype declared)
    {
        if (_home.Of(declared.Name) is not { } home)
        {
            return Missing(declared.Name);
        }

        if (home.DataSizes.ContainsKey(declared.Name))
        {
            return new(declared.Name, Verdict.Missing, [], null, "the library has data of that name, and no function");
        }

        (TrueFunctions? functions, string? tooLarge) = TruthOf(home);
        CheckedDeclaration one = tooLarge is null ? Compare(declared, functions) : Unchecked(declared, tooLarge);
        one = one with { DebugFile = functions?.Path, Home = home == library ? null : home.Path };
        return WithoutHome(declared.Deallocators) is { Length: > 0 } missing ? one.With([.. one.Differences, .. missing]) : one;
    }

    /// <summary>Holds a declaration against what is true.</summary>
    /// <param name="header">The header that says so; null for the library.</param>
    public static CheckedDeclaration Judge(Prototype declared, TrueFunction truth, string? header)
    {
        string right = truth.ToString();
        return new CheckedDeclaration(declared.Name, Verdict.Same, [], right.Contains(TrueType.Unknown) ? null : right, null, header)
            .With(DeclarationCheck.Compare(declared, truth, header is null ? "library" : "header"));
    }

    private CheckedDeclaration Missing(string name)
    {
        SymbolNotFoundException advice = SymbolAdvice.NotFound(name, library.Path);
        string instead = advice.CppName is { } cpp ? $"; it has the C++ function {cpp}, whose name the compiler has mangled"
            : advice.NearNames.Count > 0 ? $"; did you mean {string.Join(", ", advice.NearNames.Select(near => $"'{near}'"))}?" : "";
        return new(name, Verdict.Missing, [], null, $"the library exports no such symbol{instead}");
    }

    private static CheckedDeclaration Compare(Prototype declared, TrueFunctions? functions)
    {
        try
        {
            return functions is null ? Unchecked(declared, "the library has no debug information, and there is no separate file of its build")
                : functions.Find(declared.Name) is { } truth ? Judge(declared, truth, header: null)
                : Unchecked(declared, $"the debug information in {functions.Path} has nothing of it");
        }
        catch (DwarfBudgetException e)
        {
            return Unchecked(declared, e.Message);
        }
    }

    private static CheckedDeclaration Unchecked(Prototype declared, string why) => new(declared.Name, Verdict.Unchecked, [], null, why);

    private (TrueFunctions? Functions, string? TooLarge) TruthOf(ElfFile file)
    {
        if (!_truths.TryGetValue(file.Path, out (TrueFunctions?, string?) truth))
        {
            try
            {
                truth = (TrueFunctions.Of(file, ElfFile.TryOpen, DwarfBudget.OfCheck()), null);
            }
            catch (DwarfBudgetException e)
            {
                truth = (null, e.Message);
            }

            _truths.Add(file.Path, truth);
        }

        return truth;
    }

    /// <summary>Functions that are to free the result and are nowhere: binding fails then. They may be the worker's own, which are those of libc.</summary>
    private Difference[] WithoutHome(IEnumerable<Deallocator> deallocators)
    {
        string[] missing = [.. deallocators.Select(one => one.FunctionName).Where(name => _home.Of(name) is null)];
        string[] libc = missing.Length == 0 ? [] : [.. new LibraryLocator(new RealFiles(), LibraryDirectories.OfThisProcess()).Locate("libc.so.6").Candidates];
        return [.. missing.Where(name => !libc.Any(path => ElfFile.TryOpen(path)?.IsExported(name) == true))
            .Select(name => new Difference(DifferenceKind.Deallocator, $"the result is declared to be freed by '{name}', which neither the library exports nor one that it needs"))];
    }
}
