using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Checking;

/// <summary>Holds declarations against what a library says of itself in its debug information.</summary>
internal sealed class LibraryCheck
{
    private readonly ElfFile _library;
    private readonly TrueFunctions? _truth;
    private readonly HashSet<string> _exported;
    private readonly string? _tooLarge;

    public LibraryCheck(ElfFile library)
    {
        _library = library;
        try
        {
            _truth = TrueFunctions.Of(library, ElfFile.TryOpen, DwarfBudget.OfCheck());
        }
        catch (DwarfBudgetException e)
        {
            _tooLarge = e.Message;
        }

        _exported = [.. library.ExportedNames];
    }

    /// <summary>The file that the truth is from; null where there is none.</summary>
    public string? DebugFile => _truth?.Path;

    public CheckedDeclaration Check(Prototype declared)
    {
        if (!_exported.Contains(declared.Name))
        {
            IReadOnlyList<string> near = NearNames.Find(declared.Name, _exported);
            return new(declared.Name, Verdict.Missing, [], null, near.Count == 0 ? "the library exports no such symbol" : $"the library exports no such symbol; did you mean {string.Join(", ", near.Select(name => $"'{name}'"))}?");
        }

        try
        {
            return _tooLarge is null ? Compare(declared) : new(declared.Name, Verdict.Unchecked, [], null, _tooLarge);
        }
        catch (DwarfBudgetException e)
        {
            return new(declared.Name, Verdict.Unchecked, [], null, e.Message);
        }
    }

    private CheckedDeclaration Compare(Prototype declared)
    {
        if (_truth?.Find(declared.Name) is not { } truth)
        {
            return new(declared.Name, Verdict.Unchecked, [], null, _truth is null
                ? "the library has no debug information, and there is no separate file of its build"
                : $"the debug information in {_truth.Path} has nothing of it");
        }

        return Judge(declared, truth, header: null);
    }

    /// <summary>Holds a declaration against what is true.</summary>
    /// <param name="header">The header that says so; null for the library.</param>
    public static CheckedDeclaration Judge(Prototype declared, TrueFunction truth, string? header)
    {
        IReadOnlyList<Difference> differences = DeclarationCheck.Compare(declared, truth, header is null ? "library" : "header");
        Verdict verdict = differences.Count == 0 ? Verdict.Same : differences.All(one => one.IsWarning) ? Verdict.Warned : Verdict.Differs;
        string right = truth.ToString();
        return new(declared.Name, verdict, differences, right.Contains(TrueType.Unknown) ? null : right, null, header);
    }
}
