using FfiIsolation.Images;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Crashes.Hints;

/// <summary>Registers that no argument fills, and that the function used: it wants arguments that the prototype does not declare.</summary>
internal static class TellTaleHints
{
    /// <summary>Where in <see cref="CrashRecord.Registers"/> the integer registers of the convention are: rdi, rsi, rdx, rcx, r8, r9.</summary>
    private static readonly int[] s_systemV = [5, 4, 3, 2, 8, 9];

    private static readonly int[] s_microsoft = [2, 3, 8, 9];

    /// <summary>r10 and r11, in which code of the worker's own may have left anything before the call.</summary>
    private static readonly int[] s_others = [10, 11];

    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.IsReadingForCallback)
        {
            yield break; // CallbackHints
        }

        if (scene.Evidence.FaultAddress is { } address && TellTales.OfAccess(address) is { } number)
        {
            string verb = scene.Evidence.Access switch
            {
                FaultAccess.Read => "read through",
                FaultAccess.Write => "wrote through",
                FaultAccess.Execute => "called",
                _ => "used",
            };
            yield return scene.Evidence.BlamedCall?.Declared is { } declared
                ? MissingArgument.OfInteger(declared, verb, number)
                : "The address is the tell-tale of a register that no argument filled: the prototype of an earlier call declares too few parameters.";
        }
        else if (scene.Evidence is { IsFault: true, BlamedCall.Declared: { } prototype } && (AsIndex(scene) ?? Moved(scene, prototype)) is { } hint)
        {
            yield return hint;
        }
    }

    /// <summary>An element of a buffer of the call whose index is a tell-tale.</summary>
    private static string? AsIndex(HintScene scene)
    {
        if (scene.Evidence.FaultAddress is not { } address)
        {
            return null;
        }

        foreach (CrashedArgument argument in scene.Arguments)
        {
            for (int number = 0; argument is { Address: { } start, Length: { } length } && number <= TellTales.Stack; number++)
            {
                foreach (ulong index in (ulong[])[TellTales.Address(number), (uint)TellTales.Address(number)])
                {
                    for (int scale = 0; scale <= 3; scale++)
                    {
                        if (unchecked(address - (index << scale) - start) <= (ulong)length)
                        {
                            return MissingArgument.OfInteger(scene.Evidence.BlamedCall!.Declared!, $"took as an index into {(argument.Name.Length > 0 ? $"`{argument.Name}`" : "a buffer")}", number);
                        }
                    }
                }
            }
        }

        return null;
    }

    /// <summary>A result that comes back in memory is written where the first argument points, and moves the arguments on by one.</summary>
    private static string OrResult(HintScene scene) => scene is { Evidence.FaultAddress: { } address, Arguments: [{ Word: { } word }, ..] } && word <= address && address - word < NumberHints.Reach
        ? NumberHints.OrResult(scene, "it returns", "ahead of the arguments") : "";

    /// <summary>A tell-tale that is no longer where the call had put it, or was counted with: nobody moves what he does not use.</summary>
    private static string? Moved(HintScene scene, Prototype prototype)
    {
        int[] homes = prototype.Convention == CallConvention.Microsoft ? s_microsoft : s_systemV;
        for (int i = 0; i < 16 && scene.Record is { } record && i < record.Registers.Count; i++)
        {
            if (!s_others.Contains(i) && TellTales.OfAccess(record.Registers[i]) is { } number && number <= TellTales.Stack
                && (number >= homes.Length || homes[number] != i || record.Registers[i] != TellTales.Address(number)))
            {
                return MissingArgument.OfInteger(prototype, "seems to use", number)[..^1] + OrResult(scene) + ".";
            }
        }

        return null;
    }
}
