namespace FfiIsolation.Crashes;

/// <summary>Storage that was lent to an earlier call and is closed since.</summary>
/// <param name="Name">Whose it was: <c>argument `s` of an earlier call, strtok_r #17</c>.</param>
/// <param name="Address">Where its pages start in the worker.</param>
/// <param name="End">Where its guard page starts.</param>
internal readonly record struct LentBlock(string Name, ulong Address, ulong End);
