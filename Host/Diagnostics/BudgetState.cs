namespace FfiIsolation.Diagnostics;

/// <summary>Where the restart budget stands, as its events told.</summary>
internal enum BudgetState
{
    Closed,
    Spent,
    OnTrial,
}
