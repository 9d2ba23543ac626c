namespace FfiIsolation.Resilience.Calls;

internal static class Seeds
{
    /// <summary>A seed made of several things, the same in every process, which <see cref="HashCode"/> is not (FNV-1a).</summary>
    public static int Of(params ReadOnlySpan<object> parts)
    {
        uint hash = 2166136261;
        foreach (object part in parts)
        {
            foreach (char letter in $"{part} ")
            {
                hash = (hash ^ letter) * 16777619;
            }
        }

        return (int)(hash & int.MaxValue);
    }
}
