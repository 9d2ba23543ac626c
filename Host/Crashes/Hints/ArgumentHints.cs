namespace FfiIsolation.Crashes.Hints;

/// <summary>Arguments that are the bad address themselves.</summary>
internal static class ArgumentHints
{
    private const ulong Reach = 4096;

    public static IEnumerable<string> Of(HintScene scene)
    {
        for (var i = 0; i < scene.Arguments.Count; i++)
        {
            var argument = scene.Arguments[i];
            if (argument is not { Address: { } value and > 0, Length: null })
                continue;
            if (scene.Evidence.FaultAddress is { } address && address >= value && address - value < Reach)
            {
                var name = argument.Name.Length > 0 ? $" `{argument.Name}`" : "";
                yield return address == value
                    ? $"Argument {i + 1}{name} = {Hex.Short(value)} is the fault address."
                    : $"Argument {i + 1}{name} = {Hex.Short(value)}, and the fault address is {Hex.Short(address - value)} behind it.";
            }
            else if (scene.Evidence.IsGeneralProtection && !IsCanonical(value))
                yield return $"Argument {i + 1} = {Hex.Short(value)} is no possible address: its upper 17 bits must be all equal.";
        }
    }

    /// <summary>48-bit addresses, sign-extended: all that user space has without five-level paging.</summary>
    public static bool IsCanonical(ulong address) => (long)(address << 16) >> 16 == (long)address;
}
