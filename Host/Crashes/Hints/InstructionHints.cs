namespace FfiIsolation.Crashes.Hints;

/// <summary>Faults of the instruction itself: arithmetic, illegal, trap, general protection, SIGBUS.</summary>
internal static class InstructionHints
{
    public static IEnumerable<string> Of(HintScene scene) => scene.Cause switch
    {
        CrashCause.ArithmeticError => Arithmetic(scene),
        CrashCause.IllegalInstruction =>
            ["Not an instruction of this processor. Compilers put `ud2` where the code can never arrive: a missing return, undefined behaviour, "
                + "__builtin_trap() or a sanitizer's check. Else the library was built for a newer processor."],
        CrashCause.Trap => ["A breakpoint instruction (int3) that nobody debugs: __builtin_debugtrap(), an assertion of the library, or padding that was executed."],
        CrashCause.BusError =>
            ["The memory is mapped, but its file has nothing there: it is shorter than its mapping (truncated meanwhile), or its disk or memory file system is full or failed."],
        CrashCause.NonCanonicalAddress => GeneralProtection(scene),
        _ => [],
    };

    private static IEnumerable<string> Arithmetic(HintScene scene)
    {
        var zeros = scene.Arguments.Select((a, i) => (Argument: a, Number: i + 1)).Where(a => a.Argument.Address is null && a.Argument.Text == "0").ToList();
        if (zeros.Count > 0 && scene.Evidence.Code == 1)
            yield return $"{Capital(string.Join(" and ", zeros.Select(z => ArgumentHit.Describe(z.Argument, z.Number))))} {(zeros.Count == 1 ? "was" : "were")} 0.";
        yield return scene.Evidence.Code == 1
            ? "An integer was divided by zero, or the smallest integer by -1 (x86-64 reports both alike)."
            : "A floating-point operation trapped: somebody unmasked the floating-point exceptions of this thread.";
    }

    private static IEnumerable<string> GeneralProtection(HintScene scene)
    {
        yield return scene.Record is { } record && PatternHints.Impossible(record).Any()
            ? "The address was one that no x86-64 pointer can have (the processor does not say which): a pointer read from garbage, a number or text where a pointer "
                + "belongs, or a structure of another layout."
            : "No register holds an impossible address: rather an aligned vector access to an address that is not a multiple of 16, or an instruction that only the kernel may use.";
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
