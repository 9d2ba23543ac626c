using FfiIsolation.DebugInfo;

namespace FfiIsolation.Headers;

/// <summary>What headers say of a function.</summary>
/// <param name="Truth">The function, as the first header has it that declares it; null where none does.</param>
/// <param name="Header">That header's path.</param>
/// <param name="WhyNot">Why nobody knows; null where it says no more than that none declares it.</param>
/// <param name="Failure">What the first header failed with that could not be read.</param>
internal sealed record HeaderAnswer(TrueFunction? Truth, string? Header, string? WhyNot, Exception? Failure);
