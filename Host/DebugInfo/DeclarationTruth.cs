using System.Runtime.CompilerServices;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Libraries;

namespace FfiIsolation.DebugInfo;

/// <summary>Says of a prototype that is bound, or whose call ended badly, whether it is what the library's debug information says. Safe for use from many threads.</summary>
internal sealed class DeclarationTruth
{
    private static readonly ConditionalWeakTable<ElfFile, DeclarationTruth> s_libraries = [];

    // By the prototype itself, with the types of its declarations: one text may mean several things. Whoever has bound it keeps it.
    private readonly ConditionalWeakTable<Prototype, DeclarationAnswer> _answers = [];
    private readonly Lock _lock = new();

    // What is unpacked of a library's debug information can be large: the next question finds it, unless the memory was wanted.
    private readonly WeakReference<TrueFunctions?> _functions = new(null);

    private bool _isTooLarge;

    /// <summary>One sentence or two, by the library's debug information, else by headers that were read already; of doubts as well: after a crash they are more than that. null where nothing is wrong, or nobody knows. Throws nothing.</summary>
    public static string? WhatIsWrong(CrashedCall call)
    {
        if (call.Declared is not { } declared)
        {
            return null;
        }

        return Known(call.LibraryPath, call.Library, declared).Finding?.ToString();
    }

    /// <summary>Whether a function is declared as its library says, by the same; doubts do not count. null where nobody knows. Throws nothing.</summary>
    public static bool? IsRight(FunctionTarget function) =>
        Known(function.LibraryPath, function.Library, function.Prototype) is { WhyUnchecked: null } answer ? answer.Finding is not { IsCertain: true } : null;

    /// <summary>The same for a prototype that is bound; its finding may be a doubt alone. Throws nothing.</summary>
    /// <param name="path">The library's file.</param>
    /// <param name="declared">The prototype, with the types of its declarations.</param>
    public static DeclarationAnswer Check(string path, Prototype declared)
    {
        if (ElfFile.TryOpen(path) is not { } library)
        {
            return new(null, "the library's file cannot be read");
        }

        ElfFile home = HomeOf(library, declared.Name) ?? library;
        DeclarationTruth truth = s_libraries.GetValue(home, static _ => new DeclarationTruth());
        return truth._answers.GetValue(declared, one => truth.Compare(home, one));
    }

    /// <summary>The file that a function is from when a library is asked for it: its own, or that of a library that it needs. null where neither has it, or nobody can say. Throws nothing.</summary>
    public static ElfFile? HomeOf(ElfFile library, string function)
    {
        try
        {
            return new SymbolHome(library).Of(function);
        }
        catch (Exception)
        {
            return null; // the files may be anybody's, the current folder gone
        }
    }

    /// <summary>By debug information, else by headers that were read already.</summary>
    private static DeclarationAnswer Known(string path, LibraryEntry? library, Prototype declared)
    {
        DeclarationAnswer answer = Check(path, declared);
        return answer.WhyUnchecked is null ? answer : library?.Headers?.CompareWithKnown(library.Path, declared) ?? answer;
    }

    private DeclarationAnswer Compare(ElfFile library, Prototype declared)
    {
        lock (_lock)
        {
            try
            {
                return FunctionsNeedsLock(library) is not { } functions ? new(null, _isTooLarge ? "the library's debug information is too large" : "the library has no debug information")
                    : functions.Find(declared.Name) is not { } truth ? new(null, "the library's debug information has nothing of it")
                    : DeclarationFinding.Of(DeclarationCheck.Compare(declared, truth), truth) is { } finding ? new(finding) : DeclarationAnswer.Right;
            }
            catch (Exception)
            {
                return new(null, "the library's debug information cannot be read"); // the file may be anybody's, and a report or a binding without this is better than none
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
