using System.Globalization;

namespace FfiIsolation.Crashes.Hints;

/// <summary>Arguments that are the bad address themselves.</summary>
internal static class ArgumentHints
{
    /// <summary>How far before a pointer its owner may keep words about it, as allocators do.</summary>
    public const ulong Header = 64;

    private const ulong Reach = 4096;

    public static IEnumerable<string> Of(HintScene scene)
    {
        for (var i = 0; i < scene.Arguments.Count; i++)
        {
            var argument = scene.Arguments[i];
            if (scene.Evidence.FaultAddress is { } read && IsReadBehindDots(scene, i, read))
                yield return $"Argument {i + 1} = {argument.Text} is the fault address: it was passed as {argument.TypeText} behind the dots, and read as a pointer.";
            if (argument is not { Address: { } value and > 0, Length: null } || IsRepeated(scene, i))
                continue;
            if (scene.Evidence.FaultAddress is { } address && IsSuspect(argument, address))
            {
                // A guarded heap has said what lies there.
                if (address < value && scene.Evidence.Heap is not null)
                    continue;
                var name = argument.Name.Length > 0 ? $" `{argument.Name}`" : "";
                yield return $"Argument {i + 1}{name} = {Hex.Short(value)}" + (address == value ? " is the fault address."
                    : address > value ? $", and the fault address is {Hex.Short(address - value)} behind it."
                    : $", and the fault address is {Hex.Short(value - address)} before it, where an allocator keeps the size of a block.");
                if (value < CrashClassifier.NullRegion)
                    yield return $"{Hex.Short(value)} is a small number, not a pointer: nothing is mapped below {Hex.Short(CrashClassifier.NullRegion)}.";
            }
            else if (scene.Evidence.IsGeneralProtection && !IsCanonical(value))
                yield return $"Argument {i + 1} = {Hex.Short(value)} is no possible address: its upper 17 bits must be all equal.";
        }
    }

    /// <summary>Whether a fault address may come from an argument: a raw address, at it, some way behind it, or just before it.</summary>
    public static bool IsSuspect(CrashedArgument argument, ulong address) =>
        argument is { Address: { } value and > 0, Length: null } && (address >= value ? address - value < Reach : value - address <= Header);

    /// <summary>Whether a fault address is a number that was passed by value, or behind the dots, where only the callee says what it takes it for.</summary>
    public static bool IsNumberReadAsPointer(HintScene scene, int index, ulong address) =>
        NumberHints.IsPointer(scene, index, address) || IsReadBehindDots(scene, index, address);

    /// <summary>Whether it is the same address again that a step of the worker's own takes.</summary>
    private static bool IsRepeated(HintScene scene, int index) => scene.Evidence.BlamedCall is { IsOfWorker: true } && scene.Arguments.Take(index).Any(earlier => earlier.Address == scene.Arguments[index].Address);

    private static bool IsReadBehindDots(HintScene scene, int index, ulong address) =>
        scene.Arguments[index] is { Address: null } argument && address > 0 && scene.Evidence.BlamedCall?.Prototype.Contains("...", StringComparison.Ordinal) == true && scene.IsBehindDots(index)
        && ulong.TryParse(argument.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value == address;

    /// <summary>48-bit addresses, sign-extended: all that user space has without five-level paging.</summary>
    public static bool IsCanonical(ulong address) => (long)(address << 16) >> 16 == (long)address;
}
