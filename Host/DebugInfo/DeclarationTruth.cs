using System.Runtime.CompilerServices;
using FfiIsolation.Crashes;
using FfiIsolation.Libraries;

namespace FfiIsolation.DebugInfo;

/// <summary>Says of a prototype that is bound, or whose call ended badly, whether it is what the library's debug information says. Safe for use from many threads.</summary>
internal sealed class DeclarationTruth
{
    private static readonly ConditionalWeakTable<ElfFile, DeclarationTruth> s_libraries = [];

    // By the prototype itself, with the types of its declarations: one text may mean several things. Whoever has bound it keeps it.
    private readonly ConditionalWeakTable<Prototype, StrongBox<DeclarationFinding?>> _answers = [];
    private readonly Lock _lock = new();

    // What is unpacked of a library's debug information can be large: the next question finds it, unless the memory was wanted.
    private readonly WeakReference<TrueFunctions?> _functions = new(null);

    private bool _isTooLarge;

    /// <summary>One sentence or two, of doubts as well: after a crash they are more than that. Null where nothing is wrong, or nobody knows. Throws nothing.</summary>
    public static string? WhatIsWrong(CrashedCall call) => call.Declared is { } declared ? Find(call.LibraryPath, declared)?.ToString() : null;

    /// <summary>The same for a prototype that is bound; null where nothing differs for certain, or nobody knows. Throws nothing.</summary>
    /// <param name="path">The library's file.</param>
    /// <param name="declared">The prototype, with the types of its declarations.</param>
    public static DeclarationFinding? Check(string path, Prototype declared) => Find(path, declared) is { IsCertain: true } finding ? finding : null;

    private static DeclarationFinding? Find(string path, Prototype declared)
    {
        if (ElfFile.TryOpen(path) is not { } library)
        {
            return null;
        }

        DeclarationTruth truth = s_libraries.GetValue(library, static _ => new DeclarationTruth());
        return truth._answers.GetValue(declared, one => new(truth.Compare(library, one))).Value;
    }

    private DeclarationFinding? Compare(ElfFile library, Prototype declared)
    {
        lock (_lock)
        {
            try
            {
                return FunctionsNeedsLock(library)?.Find(declared.Name) is { } truth ? DeclarationFinding.Of(DeclarationCheck.Compare(declared, truth), truth) : null;
            }
            catch (Exception)
            {
                return null; // the file may be anybody's, and a report or a binding without this is better than none
            }
        }
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
