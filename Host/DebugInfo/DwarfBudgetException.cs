namespace FfiIsolation.DebugInfo;

/// <summary>Debug information costs more than its <see cref="DwarfBudget"/>: nobody knows what it says. Never leaves the host.</summary>
internal sealed class DwarfBudgetException() : Exception("The debug information is larger than what is read of it.");
