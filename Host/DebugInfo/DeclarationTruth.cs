using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FfiIsolation.Crashes;
using FfiIsolation.Libraries;

namespace FfiIsolation.DebugInfo;

/// <summary>Says of a call that ended badly whether its prototype is what the library's debug information says. Safe for use from many threads.</summary>
internal sealed class DeclarationTruth
{
    /// <summary>Characters of an answer.</summary>
    private const int MostText = 4096;

    /// <summary>Answers kept for each library.</summary>
    private const int MostKept = 256;

    private static readonly ConditionalWeakTable<ElfFile, DeclarationTruth> s_libraries = [];

    private readonly ConcurrentDictionary<string, string?> _answers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    // What is unpacked of a library's debug information can be large: the next question finds it, unless the memory was wanted.
    private readonly WeakReference<TrueFunctions?> _functions = new(null);

    private bool _isTooLarge;

    /// <summary>One sentence or two; null where nothing is wrong, or nobody knows. Throws nothing.</summary>
    public static string? WhatIsWrong(CrashedCall call) => ElfFile.TryOpen(call.LibraryPath) is { } library
        ? s_libraries.GetValue(library, static _ => new DeclarationTruth()).WhatIsWrong(library, call.Prototype)
        : null;

    private string? WhatIsWrong(ElfFile library, string prototype)
    {
        if (_answers.Count >= MostKept)
        {
            _answers.Clear();
        }

        return _answers.GetOrAdd(prototype, text => Compare(library, text));
    }

    private string? Compare(ElfFile library, string prototype)
    {
        Prototype declared;
        try
        {
            declared = Prototype.Parse(prototype, Declarations.Empty);
        }
        catch (PrototypeException)
        {
            return null; // it uses types of declarations, which a report does not have
        }

        lock (_lock)
        {
            try
            {
                return FunctionsNeedsLock(library)?.Find(declared.Name) is { } truth ? Describe(DeclarationCheck.Compare(declared, truth), truth.ToString()) : null;
            }
            catch (Exception)
            {
                return null; // the file may be anybody's, and a report without this is better than none
            }
        }
    }

    private static string? Describe(IReadOnlyList<Difference> differences, string right)
    {
        string[] wrong = [.. differences.Where(one => !one.IsWarning).Select(one => one.Text)];
        return wrong.Length == 0 ? null : Text($"The prototype is not what the library's debug information says: {string.Join("; ", wrong)}." + (right.Contains(TrueType.Unknown) ? "" : $" Right would be: {right}"));

        static string Text(string text) => SafeText.Limit(SafeText.Line(text), MostText);
    }

    private TrueFunctions? FunctionsNeedsLock(ElfFile library)
    {
        if (!_functions.TryGetTarget(out TrueFunctions? functions) && !_isTooLarge)
        {
            _isTooLarge = true; // unless this comes to its end
            functions = TrueFunctions.Of(library, ElfFile.TryOpen, DwarfBudget.OfReport());
            _isTooLarge = false;
            _functions.SetTarget(functions);
        }

        return functions;
    }
}
