namespace FfiIsolation.Cli.Headers;

/// <summary>A macro that stands for a value.</summary>
/// <param name="Name">Of the macro.</param>
/// <param name="Value"><see cref="int"/>, <see cref="uint"/>, <see cref="long"/>, <see cref="ulong"/>, <see cref="float"/>, <see cref="double"/> or <see cref="string"/>.</param>
internal sealed record HeaderConstant(string Name, object Value);
