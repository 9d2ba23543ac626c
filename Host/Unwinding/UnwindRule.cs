namespace FfiIsolation.Unwinding;

/// <summary>Where a caller's register is (DWARF 5, 6.4.1).</summary>
/// <param name="Kind">How it is found.</param>
/// <param name="Value">An offset or the number of a register, as the kind says.</param>
/// <param name="Expression">The program that computes it, for the kinds that have one.</param>
internal readonly record struct UnwindRule(UnwindRuleKind Kind, long Value = 0, ReadOnlyMemory<byte> Expression = default);
