namespace FfiIsolation;

/// <summary>What a prototype can ask of whoever calls it that not every call can carry.</summary>
internal enum CallFeature
{
    /// <summary>A <c>_Float128</c> by value.</summary>
    Quad,
}
