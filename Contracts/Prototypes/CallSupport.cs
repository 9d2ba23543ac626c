namespace FfiIsolation;

/// <summary>What of the language can be called today. The one place to change when the host and the gate learn more: the parser and the ABI know all of it.</summary>
internal static class CallSupport
{
    private static readonly HashSet<CallFeature> Missing = new()
    {
        CallFeature.Variadic, CallFeature.StructByValue, CallFeature.UnionByValue, CallFeature.EnumByValue, CallFeature.Complex, CallFeature.Int128,
        CallFeature.Half, CallFeature.Quad, CallFeature.Callback, CallFeature.FunctionPointerResult, CallFeature.ArrayPointer,
        CallFeature.MicrosoftConvention,
    };

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
}
