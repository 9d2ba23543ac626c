using FfiIsolation.Abi;

namespace FfiIsolation;

/// <summary>What of the language can be called today. The one place to change when the host and the gate learn more: the parser and the ABI know all of it.</summary>
internal static class CallSupport
{
    /// <summary>The largest argument area of the stack, in words of 8 bytes: what goes there is copied for each call, and lies in the image.</summary>
    public const int MostStackWords = 8192;

    private static readonly HashSet<CallFeature> Missing = new() { CallFeature.Quad };

    /// <summary>The error that says why a function of this prototype cannot be called yet, with the spot in its text; null if it can.</summary>
    public static PrototypeException? WhyNotCallable(Prototype prototype)
    {
        FeatureUse? first = null;
        foreach (FeatureUse use in prototype.Features)
        {
            if (Missing.Contains(use.Feature) && (first is null || use.At.Offset < first.At.Offset))
            {
                first = use;
            }
        }

        return first is null ? null : TokenReader.Unsupported(prototype.Text, first.At, first.What, first.Instead);
    }

    /// <summary>The error for records by value that are larger than a call can carry; null if none is.</summary>
    /// <param name="mostBytes">The most that a block of a call's memory holds.</param>
    public static PrototypeException? WhyTooLarge(Prototype prototype, CallLayout layout, long mostBytes)
    {
        string? problem = layout.StackWords > MostStackWords ? $"its arguments take {(long)layout.StackWords * sizeof(ulong)} bytes of the stack"
            : layout.Result is MemoryResult result && result.Size > mostBytes ? $"its result has {result.Size} bytes"
            : null;
        string expected = layout.StackWords > MostStackWords ? $"at most {MostStackWords * sizeof(ulong)}; pass pointers" : $"at most {mostBytes}; pass a pointer";
        int at = Math.Max(0, prototype.Text.Text.IndexOf(prototype.Name, StringComparison.Ordinal));
        return problem is null ? null : prototype.Text.Error(at, prototype.Name.Length, problem, expected);
    }
}
