using FfiIsolation.Abi;

namespace FfiIsolation.Crashes.Hints;

/// <summary>Numbers and structs that were passed by value, and that the function takes for a pointer. That an argument holds the very address says more than all that the address may look like.</summary>
internal static class NumberHints
{
    /// <summary>How far behind a pointer what it points at goes on, mostly.</summary>
    public const ulong Reach = 4096;

    /// <summary>Of most fields and elements, in bytes.</summary>
    private const ulong Alignment = 4;

    public static IEnumerable<string> Of(HintScene scene)
    {
        for (int i = 0; i < scene.Arguments.Count; i++)
        {
            CrashedArgument argument = scene.Arguments[i];
            if (scene.Evidence.FaultAddress is { } address && IsPointer(scene, i, address))
            {
                yield return $"{Describe(argument, i)}, holds {Hex.Short(argument.Word!.Value)}, {(argument.Word == address ? "the fault address" : "near the fault address")}: the function takes a pointer there{(i == 0 ? OrResult(scene, "returns", "there") : "")}.";
            }
        }
    }

    /// <summary>Whether a parameter that is no pointer got the fault address, or one that is near; of small numbers the address alone, since others lie near them by chance.</summary>
    public static bool IsPointer(HintScene scene, int index, ulong address) =>
        scene.Arguments[index] is { Word: { } word and > 0 } && !scene.IsBehindDots(index) && !scene.HadReturned && !scene.IsReadingForCallback
        && (word == address || (word >= CrashClassifier.NullRegion && unchecked(address - word + ArgumentHints.Header) < Reach));

    /// <summary>The first parameter that got a small number, not far below a small fault address that is no multiple of <see cref="Alignment"/>, where the distance is: a field or an element of what that would point at, as of a NULL pointer it is none. null for none.</summary>
    public static string? PerhapsPointer(HintScene scene, ulong address)
    {
        for (int i = 0; i < scene.Arguments.Count; i++)
        {
            if (scene.Arguments[i] is { Word: { } word and > 0 } argument && !scene.IsBehindDots(i) && word < address && address - word < Reach && address % Alignment != 0 && (address - word) % Alignment == 0)
            {
                return $"{Describe(argument, i)}, holds {Hex.Short(word)}, and the fault address is {Hex.Short(address - word)} behind that, as a field or an element would be: the function seems to take a pointer there{(i == 0 ? OrResult(scene, "returns", "there") : "")}.";
            }
        }

        return null;
    }

    /// <summary>An argument at the start of a sentence.</summary>
    public static string Describe(CrashedArgument argument, int index) =>
        $"Argument {index + 1}{(argument.Name.Length > 0 ? $" `{argument.Name}`" : "")}, declared {argument.TypeText}";

    /// <summary>Behind a remedy: a result that comes back in memory is written where the first argument points, which is then not the first that is declared.</summary>
    /// <param name="returns">The verb, as the sentence has it.</param>
    /// <param name="where">Where its address goes, as the sentence has it.</param>
    public static string OrResult(HintScene scene, string returns, string where) =>
        scene.Evidence is { Access: FaultAccess.Write, BlamedCall.Declared: { } prototype } && CallLayout.Of(prototype).Result is not MemoryResult
            ? $", or {returns} a struct of more than {(prototype.Convention == CallConvention.Microsoft ? 8 : 16)} bytes, whose memory is passed {where}"
            : "";
}
